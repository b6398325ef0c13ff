// npm test: types, lint, format, then every test but those of the lab; npm run test:lab: those, on real sshd hosts made
// of namespaces. With CI=true or --install the Debian packages that some tests need are installed
// first; otherwise what could not be run is named at the end.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const lab = process.argv.includes('--lab');
const TOOLS = JSON.parse(readFileSync(new URL(lab ? 'lab/tools.json' : 'tools.json', import.meta.url), 'utf8'));
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
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
if (!lab) {
  run('npx', ['--no-install', 'tsc', '-p', '.']);
  run('npx', ['--no-install', 'oxlint', '--type-aware', '--deny-warnings']);
  run('npx', ['--no-install', 'prettier', '--check', '--log-level', 'warn', '.']);
  run('npx', ['--no-install', 'knip']);
}
run('node', ['esbuild.config.mjs']);
run('npx', ['--no-install', 'vitest', 'run', ...(lab ? ['--config', 'vitest.lab.config.ts'] : [])], { PATH });

for (const tool of missing())
  console.log(`not run here: tests that need ${tool} (apt-get install ${TOOLS[tool]}, or ${again})`);
const root = process.getuid?.() === 0;
if (lab) {
  if (!root) console.log('not run here: the lab, which needs root');
} else {
  if (!root) console.log('not run here: tests of iscsiadm, which needs root');
  const schema = process.env.CLUSTERC_RNG;
  console.log(
    schema === undefined
      ? 'not run here: the installed schema of cluster.conf (set CLUSTERC_RNG to a cluster.rng)'
      : `cluster.conf was checked against ${schema}`,
  );
  console.log('not run here: real sshd hosts, which need root and namespaces (npm run test:lab)');
}
