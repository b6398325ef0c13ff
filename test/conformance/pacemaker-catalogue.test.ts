/** Our catalogues against the metadata of the installed pacemaker and resource agents. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readClusterOptions, readMetaAttributes, readResourceAgents } from '../gen/pacemaker-metadata.ts';
import { COUNTERPARTS } from '../../src/stack/pacemaker/catalogue/ocf.ts';
import { compileFixture } from '../support/fixtures.ts';
import { describeWith } from '../support/tools.ts';
import { primitivesIn } from '../stack/pacemaker/primitives.ts';

/** What the cluster writes by itself, and what no site should use: 3.0 has no remove-after-stop. */
const NOT_OURS = ['cluster-infrastructure', 'cluster-name', 'dc-version', 'have-watchdog', 'remove-after-stop'];
/** Newer than what is installed. */
const LATER = ['node-pending-timeout'];
/** Where our type is stricter: 2.1.5 calls a score an integer, and lists the values of fence-reaction in its description. */
const STRICTER = /^(fence-reaction|node-health-(base|green|red|yellow))$/;

const DAEMONS = ['schedulerd', 'controld', 'based'].map((name) => `/usr/lib/pacemaker/pacemaker-${name}`);

describeWith('/usr/lib/pacemaker/pacemaker-schedulerd', 'cluster options', () => {
  const installed = new Map(
    DAEMONS.flatMap((daemon) => parametersIn(daemon, 'metadata').map((one) => [one.name, one])),
  );
  const ours = readClusterOptions();

  it('are those of the scheduler, the controller and the CIB manager', () => {
    const names = new Set([...Object.keys(ours), ...NOT_OURS].filter((name) => !LATER.includes(name)));
    expect([...installed.keys()].sort()).toEqual([...names].sort());
  });

  it.each(Object.keys(ours).filter((name) => !LATER.includes(name) && !STRICTER.test(name)))(
    '%s has the type and the values of the metadata',
    (name) => {
      const { type, values = [] } = ours[name] ?? {};
      expect({ type, values }).toEqual({ type: installed.get(name)?.type, values: installed.get(name)?.values });
    },
  );
});

describeWith('/usr/lib/ocf/resource.d/heartbeat/VirtualDomain', 'resource agents', () => {
  const agents = Object.entries(readResourceAgents());

  it.each(agents)('%s has the parameters and times of its metadata', (name, { provider, ...ours }) => {
    const program = `/usr/lib/ocf/resource.d/${provider}/${name}`;
    const installed = parametersIn(program, 'meta-data');
    const required = installed.filter((one) => one.required).map((one) => one.name);
    expect([...new Set(installed.map((one) => one.name))].sort()).toEqual(ours.parameters.toSorted());
    expect(required.sort()).toEqual((ours.required ?? []).toSorted());
    expect(timesIn(program)).toEqual({ reload: ours.reload ?? false, ...ours.times });
  });

  it('are all that services use', () => {
    const used = Object.values(COUNTERPARTS).flatMap(({ type }) => (type === null ? [] : [type]));
    expect(used.filter((type) => !agents.some(([name]) => name === type))).toEqual([]);
  });
});

/** Every parameter that a service can have, in both releases; guests and volume groups as a fixture writes them. */
it.each(Object.entries(COUNTERPARTS).filter(([, { type }]) => type !== null))(
  'the agent of %s knows every parameter that we write',
  (_type, { type, parameters }) => {
    const known = readResourceAgents()[type ?? '']?.parameters ?? [];
    expect(Object.keys(parameters).filter((name) => !known.includes(name))).toEqual([]);
  },
);

it('the agents of a cluster know every parameter and meta attribute that is written', () => {
  const agents = readResourceAgents();
  const meta = Object.keys(readMetaAttributes());
  const all = primitivesIn(compileFixture('pacemaker-pair')).filter((one) => one.class === 'ocf');
  expect(all.length).toBeGreaterThan(5);
  for (const { type, parameters, meta: written } of all) {
    expect(parameters.filter((name) => !agents[type]?.parameters.includes(name))).toEqual([]);
    expect((agents[type]?.required ?? []).filter((name) => !parameters.includes(name))).toEqual([]);
    expect(written.filter((name) => !meta.includes(name))).toEqual([]);
  }
});

type Parameter = {
  readonly name: string;
  readonly type: string;
  readonly values: readonly string[];
  readonly required: boolean;
};

function parametersIn(program: string, action: string): readonly Parameter[] {
  return [...metadataOf(program, action).matchAll(/<parameter ([^>]*)>([\s\S]*?)<\/parameter>/g)].map(
    ([, attributes = '', inner = '']) => ({
      name: /name="([^"]*)"/.exec(attributes)?.[1] ?? '',
      type: /<content type="([^"]*)"/.exec(inner)?.[1] ?? '',
      values: [...inner.matchAll(/<option value="([^"]*)"/g)].map(([, value = '']) => value),
      required: /required="1"/.test(attributes),
    }),
  );
}

/** Seconds of the first action of each name, and whether there is a reload. */
function timesIn(program: string) {
  const actions = [...metadataOf(program, 'meta-data').matchAll(/<action ([^>]*)>/g)].map(([, text = '']) => text);
  const attribute = (action: string, name: string) => {
    const found = actions.find((text) => text.includes(`name="${action}"`)) ?? '';
    return Number(new RegExp(`${name}="([0-9]+)`).exec(found)?.[1]);
  };
  return {
    reload: actions.some((text) => /name="reload/.test(text)),
    start: attribute('start', 'timeout'),
    stop: attribute('stop', 'timeout'),
    monitor: attribute('monitor', 'timeout'),
    interval: attribute('monitor', 'interval'),
  };
}

const printed = new Map<string, string>();

function metadataOf(program: string, action: string): string {
  const env = { ...process.env, OCF_ROOT: '/usr/lib/ocf' };
  const found = printed.get(program) ?? spawnSync(program, [action], { encoding: 'utf8', env }).stdout;
  printed.set(program, found);
  return found;
}
