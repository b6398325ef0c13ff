/** An empty list is `[]` in every JSON output: two hosts without storage, services and VMs, on nodes that are as they should be. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clusterc } from '../support/command-line.ts';
import { complaints } from '../support/output-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterc-empty-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const HOSTS = [1, 2];
/** Two ways to switch each host off, so that nothing is found. */
const SITE = `version: 1
cluster: { name: bare, platform: rhel6, domain: example.com }
secrets: { providers: [{ type: file, file: ../values }] }
fence_devices:
${HOSTS.map((n) => `  ilo${n}: { agent: fence_ilo, address: 192.168.2.${n}, login: f, password: { secret: ilo${n} } }`).join('\n')}
${HOSTS.map((n) => `  drac${n}: { agent: fence_drac5, address: 192.168.3.${n}, login: f, password: { secret: drac${n} } }`).join('\n')}
hosts:
${HOSTS.map((n) => `  host${n}: { node_id: ${n}, address: 192.168.1.${n}, memory: 16G, cpus: 8, fence: [${fence(n)}] }`).join('\n')}
`;

function fence(n: number): string {
  return ['ilo', 'drac'].map((name) => `{ method: ${name}, devices: [{ device: ${name}${n} }] }`).join(', ');
}

beforeAll(async () => {
  mkdirSync(at('site'));
  writeFileSync(at('site/site.yaml'), SITE);
  const values = HOSTS.flatMap((n) => [`ilo${n}: a-long-password-${n}`, `drac${n}: another-password-${n}`]);
  writeFileSync(at('values'), `${values.join('\n')}\n`, { mode: 0o600 });
  const { code, err } = await clusterc(['push', at('site'), '--sandbox', at('nodes')]);
  expect(code, err).toBe(0);
});

const CONF = 'nodes/host1/etc/cluster/cluster.conf';
const CIB = 'fixtures/pacemaker-pair/expected/nodes/host1/var/lib/pacemaker/cib/cib.xml';

/** Words of a command line, with `@` before what lies in the folder of the test. */
type Row = readonly [words: string, schema: string, printed: object];

const ROWS: readonly Row[] = [
  ['list vms @site', 'list', []],
  ['list services @site', 'list', []],
  ['history @site --sandbox @none', 'history', { pushes: [] }],
  ['secrets check @site', 'secrets', { findings: [], unused: [] }],
  ['explain cluster/name @site', 'explain', [{ example: [] }, { found: [], unwritten: [] }, { keys: [] }]],
  ['diff @site --sandbox @nodes', 'diff', { config_versions: [], differences: [], unreachable: [] }],
  [
    'plan @site --sandbox @nodes',
    'plan',
    { actions: [], changes: [], findings: [], left_out: [], members: [], phases: [], summary: [] },
  ],
  ['status @site --sandbox @nodes', 'status', { findings: [], nodes: [nothingDrifted(), nothingDrifted()] }],
  ['simulate @site --fail host1', 'simulate', { losses: [] }],
  [
    'import @nodes/host1 @nodes/host2 -o @imported',
    'import',
    { deviations: [], findings: [], firstPush: [], notCompared: [] },
  ],
  [`plan --old @${CONF} --new @${CONF}`, 'impact', { daemons: [], doubts: [], operations: [], services: [] }],
  [`plan --old ${CIB} --new ${CIB}`, 'prediction', { findings: [], refusals: [], services: [], settings: [] }],
];

function nothingDrifted() {
  return { files: { drifted: [], not_compared: [] } };
}

it.each(ROWS)('%s', async (words, schema, printed) => {
  const argv = words.split(' ').map((word) => (word.startsWith('@') ? at(word.slice(1)) : word));
  const { out, err } = await clusterc([...argv, '--format', 'json']);
  expect(out, err).not.toBe('');
  expect(JSON.parse(out)).toMatchObject(printed);
  expect(complaints(schema, out)).toBe('');
});

it('check prints one finding a line, so that nothing found is no line', async () => {
  expect(await clusterc(['check', at('site'), '--format', 'json'])).toMatchObject({ code: 0, out: '' });
});

it('a push prints one event a line, with the empty plan', async () => {
  const { out } = await clusterc(['push', at('site'), '--sandbox', at('nodes'), '--format', 'json']);
  const lines = out.trimEnd().split('\n');
  const events: readonly { readonly event: string }[] = lines.map((line) => JSON.parse(line));
  expect(events.find(({ event }) => event === 'plan')).toMatchObject({ plan: { actions: [], changes: [] } });
});
