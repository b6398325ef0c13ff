/** The fence catalogue against what the agents of today say of themselves: `fence_x -o metadata`, each asked once. */
import { execFile } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { readFamilies, readWords, type Family, type Word } from '../gen/fence-families.ts';
import { describeNeeding, run } from '../support/tools.ts';

/** The agents that the catalogue was compared with; those of other packages and releases are not looked at. */
const RELEASE = '4.12.1';

/** Agents of it that the catalogue leaves out. */
const LEFT_OUT: { readonly [agent: string]: string } = {
  fence_ack_manual: 'a command for a person, no agent',
  fence_aliyun: 'instances of a cloud',
  fence_compute: 'evacuates guests of OpenStack, fences nothing',
  fence_crosslink: 'asks the other node about a cable, fences nothing',
  fence_docker: 'containers',
  fence_dummy: 'for tests of stonith',
  fence_ecloud: 'instances of a cloud',
  fence_evacuate: 'evacuates guests of OpenStack, fences nothing',
  fence_heuristics_ping: 'pings, fences nothing',
  fence_ibm_powervs: 'instances of a cloud',
  fence_ibm_vpc: 'instances of a cloud',
  fence_ironic: 'needs an OpenStack',
  fence_kubevirt: 'instances of a cloud',
  fence_openstack: 'instances of a cloud',
  fence_ovh: 'rented servers',
  fence_skalar: 'needs a Skala-R',
};

const FOLDER = '/usr/sbin/';

/** Why the agents of a Debian package cannot be asked here. */
function without(name: string): string | undefined {
  const { status, output } = run('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Version}', name]);
  const [is, version = ''] = output.split(' ');
  if (status !== 0 || is !== 'installed') return `${name} ${RELEASE} is not installed`;
  return version.startsWith(`${RELEASE}-`) ? undefined : `${name} is ${version}, and not ${RELEASE}`;
}

/** Agents that a Debian package brings. */
function agentsOf(name: string): readonly string[] {
  const lines = run('dpkg-query', ['-L', name]).output.split('\n');
  return lines.filter((path) => path.startsWith(`${FOLDER}fence_`)).map((path) => path.slice(FOLDER.length));
}

const families = readFamilies(readWords());
const familyOf = new Map(families.flatMap((family) => Object.keys(family.agents).map((agent) => [agent, family])));

type Parameter = {
  readonly required: boolean;
  readonly obsoletes: string | null;
  readonly type: string;
  readonly choices: readonly string[];
};
type Metadata = { readonly parameters: ReadonlyMap<string, Parameter>; readonly actions: readonly string[] };

/** Agents are slow to start, so that two are asked at a time. */
async function askAll(agents: readonly string[]): Promise<ReadonlyMap<string, Metadata>> {
  const waiting = [...agents];
  const said = new Map<string, Metadata>();
  const ask = async (): Promise<void> => {
    for (let agent = waiting.pop(); agent !== undefined; agent = waiting.pop())
      said.set(agent, await metadataOf(agent));
  };
  await Promise.all([ask(), ask()]);
  return said;
}

function metadataOf(agent: string): Promise<Metadata> {
  return new Promise((resolve) => {
    execFile(FOLDER + agent, ['-o', 'metadata'], (_failed, stdout) => resolve(parsed(stdout)));
  });
}

function parsed(xml: string): Metadata {
  const parameters = [...xml.matchAll(/<parameter ([^>]*)>([\s\S]*?)<\/parameter>/g)].map(
    ([, attributes = '', inner = '']): [string, Parameter] => [
      attribute(attributes, 'name') ?? '',
      {
        required: attribute(attributes, 'required') === '1',
        obsoletes: attribute(attributes, 'obsoletes'),
        type: attribute(inner, 'type') ?? '',
        choices: [...inner.matchAll(/<option value="([^"]*)"/g)].map(([, value = '']) => value),
      },
    ],
  );
  const actions = [...xml.matchAll(/<action name="([^"]*)"/g)].map(([, name = '']) => name);
  return { parameters: new Map(parameters), actions };
}

function attribute(text: string, name: string): string | null {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1] ?? null;
}

/** What each type of the catalogue is called in metadata; fence-virt calls everything string. */
const TYPES: { readonly [type in Word['type']]: readonly string[] } = {
  text: ['string'],
  endpoint: ['string'],
  secret: ['string'],
  integer: ['integer', 'string'],
  boolean: ['boolean', 'string'],
  duration: ['second', 'string'],
  choice: ['select', 'string'],
};
const SECRET = /^(?!.*(script|_file)).*(passw|secret|community|token|apikey|_kg$)/;

function* disagreements({ entry, words, exceptions }: Family, { parameters }: Metadata): Generator<string> {
  const said = Object.entries(words).filter(([name]) => !(name in exceptions));
  for (const [name, { cman, today = cman, type, choices }] of said) {
    const parameter = parameters.get(today);
    if (parameter === undefined) {
      yield `${name}: there is no ${today}`;
      continue;
    }
    const required = entry.required.includes(name) || (name === 'plug' && entry.plug === 'required');
    if (parameter.required !== required) yield `${name}: ${parameter.required ? 'required' : 'not required'}`;
    if (parameter.obsoletes !== null && ![cman, name].includes(parameter.obsoletes))
      yield `${name}: was called ${parameter.obsoletes}`;
    if (!TYPES[type].includes(parameter.type)) yield `${name}: is a ${parameter.type}`;
    if (parameter.choices.length > 0 && type === 'choice' && String(choices) !== String(parameter.choices))
      yield `${name}: one of ${parameter.choices.join(', ')}`;
    if (SECRET.test(today) !== (type === 'secret')) yield `${name}: ${type}, called ${today}`;
  }
}

/** Required parameters that the catalogue does not know; of two spellings, one is enough. */
function forgotten({ words, exceptions }: Family, { parameters }: Metadata): readonly string[] {
  const known = new Set(['action', ...Object.values(words).flatMap(({ cman, today = cman }) => [cman, today])]);
  const names = [...parameters].filter(([, { required }]) => required).map(([name]) => name);
  return names.filter((name) => !known.has(name) && !(['plug', 'port'].includes(name) && 'plug' in exceptions));
}

function catalogueOf(agents: readonly string[]): void {
  let metadata: ReadonlyMap<string, Metadata>;
  beforeAll(async () => {
    metadata = await askAll(agents);
  });
  const knownTo = (agent: string) => metadata.get(agent) ?? { parameters: new Map(), actions: [] };

  it.each(agents.flatMap((agent) => [familyOf.get(agent)].flatMap((family) => (family ? [{ agent, family }] : []))))(
    '$agent agrees with the catalogue',
    ({ agent, family }) => {
      const said = knownTo(agent);
      expect([...disagreements(family, said)]).toEqual([]);
      expect(forgotten(family, said)).toEqual([]);
      expect(said.actions.filter((action) => ['reboot', 'off', 'on'].includes(action)).sort()).toEqual(
        [...family.entry.actions].sort(),
      );
    },
  );
}

describeNeeding(without('fence-agents'), 'the fence catalogue and the agents of today', () => {
  const agents = agentsOf('fence-agents');
  catalogueOf(agents.filter((agent) => familyOf.has(agent)));

  it('every agent is in the catalogue, or left out for a reason', () => {
    expect(agents.length).toBeGreaterThan(50);
    expect(agents.filter((agent) => !familyOf.has(agent) && !(agent in LEFT_OUT))).toEqual([]);
  });
});

describeNeeding(without('fence-virt'), 'the fence catalogue and fence-virt', () => {
  catalogueOf(['fence_virt', 'fence_xvm']);
});

describe('the catalogue', () => {
  it('has no agent twice, and none that it leaves out', () => {
    const all = families.flatMap(({ agents }) => Object.keys(agents));
    expect(all.length).toBe(familyOf.size);
    expect(all.filter((agent) => agent in LEFT_OUT)).toEqual([]);
  });

  it('gives a reason only for what it has', () => {
    const idle = families.flatMap(({ name, words, exceptions }) =>
      Object.keys(exceptions)
        .filter((parameter) => parameter !== 'plug' && !(parameter in words))
        .map((parameter) => `${name}: ${parameter}`),
    );
    expect(idle).toEqual([]);
  });
});
