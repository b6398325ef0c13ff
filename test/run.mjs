// npm test: types, lint, format, then every test but those of the lab. npm test -- --quick: types, lint, format, and the tests
// that start next to no processes, in less than a minute. npm run test:lab: the tests of the lab, on real sshd hosts made of
// namespaces. With CI=true or --install the Debian packages that some tests need are installed first; what could not be
// run is named at the end.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const lab = process.argv.includes('--lab');
const quick = process.argv.includes('--quick');
const TOOLS = JSON.parse(readFileSync(new URL(lab ? 'lab/tools.json' : 'tools.json', import.meta.url), 'utf8'));
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
/** test/support/sample-runner.ts */
const SAMPLE = lab || quick || process.env.CI === 'true' ? {} : { SAMPLE: '2' };
const again = `npm ${lab ? 'run test:lab' : 'test'} -- --install`;

function run(program, args, env = {}) {
  const { status } = spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
}

function missing() {
  return Object.keys(TOOLS).filter(
    (tool) => spawnSync('sh', ['-c', 'command -v "$0"', tool], { env: { PATH } }).status !== 0,
  );
}

/** Packages that bring a service would start it; policy-rc.d says no. Debian policy, 9.3.3.1. */
function install(tools) {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const packages = [...new Set(tools.flatMap((tool) => TOOLS[tool].split(' ')))];
  const apt = ['-q', '-y', '-o', 'Dpkg::Use-Pty=0'];
  run('apt-get', [...apt, 'update']);
  run('apt-get', [...apt, 'install', '--no-install-recommends', ...packages], { DEBIAN_FRONTEND: 'noninteractive' });
  if (ours) rmSync(policy);
}

if ((process.env.CI === 'true' || process.argv.includes('--install')) && missing().length > 0) install(missing());

const npx = (...words) => run('npx', ['--no-install', ...words], { PATH, ...SAMPLE });
const CHECKS = [['tsc', '-p', '.'], ['oxlint', '--type-aware', '--deny-warnings'], ['oxfmt', '--check'], ['knip']];

/** What takes most of the time: processes, shells, thousands of runs, programs of other people. */
const SLOW = [
  ...['activator', 'cli', 'conformance', 'import', 'lab', 'laws', 'world'].map((folder) => `test/${folder}/`),
  ...['ahead', 'docs', 'limits', 'look', 'package', 'push-rhel5', 'recording', 'scenarios', 'sound-part'].map(
    (name) => `test/${name}.test.ts`,
  ),
  ...[
    'check/field-imports',
    'deploy/window',
    'diff/sound',
    'edge/secrets',
    'edge/session',
    'edge/ssh',
    'edge/lock-owner',
    'edge/xml-plain',
    'facts/look',
    'fuzz/fuzz',
    'stack/pacemaker/every-key',
    'report/review/browser',
    'source/entries',
    'source/format',
    'stack/cman/placement/oracle',
    'stack/cman/version',
    'stack/none/site',
    'stack/pacemaker/impact/agree',
    'stack/pacemaker/keys',
    'stack/pacemaker/push/parts',
    'stack/pacemaker/import/law',
  ].map((name) => `test/${name}.test.ts`),
];

function quickTests() {
  const all = readdirSync('test', { recursive: true, encoding: 'utf8' }).map((path) => `test/${path}`);
  return all.filter((path) => path.endsWith('.test.ts') && !SLOW.some((slow) => path.startsWith(slow)));
}

if (quick) {
  for (const check of CHECKS.slice(0, 3)) npx(...check);
  npx('vitest', 'run', ...quickTests());
  console.log(`quick: not run were knip and ${SLOW.join(' ')} (npm test runs them)`);
} else {
  if (!lab) for (const check of CHECKS) npx(...check);
  run('node', ['esbuild.config.mjs']);
  npx('vitest', 'run', ...(lab ? ['--config', 'vitest.lab.config.ts'] : []));
  const left = missing().map((tool) => TOOLS[tool]);
  if (left.length > 0) console.log(`what is missing: apt-get install ${[...new Set(left)].join(' ')}, or ${again}`);
  if (!lab) console.log('not run here: real sshd hosts, which need root and namespaces (npm run test:lab)');
}
