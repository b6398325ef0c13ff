/** Facts as a file of the site: what is kept of it when hosts are asked again, and how it is written. Pure. */
import { canonicalJson } from '../base/json.ts';
import { writeYaml } from '../source/write.ts';
import type { HostFacts } from '../spec/spec.gen.ts';
import { steady } from './clock.ts';

export type FactsByHost = { readonly [host: string]: HostFacts };
/** Facts of a host without the time. */
export type Fresh = Omit<HostFacts, 'collected'>;

/** The old facts where nothing is another now, so that a second run writes the same file. `now`: ISO 8601, UTC, whole seconds. */
export function renewed(before: HostFacts | undefined, fresh: Fresh, now: string): HostFacts {
  const offset = steady(fresh.time_offset, before?.time_offset);
  const found = { ...fresh, ...(offset === undefined ? {} : { time_offset: offset }) };
  const { collected, ...old } = before ?? { collected: '' };
  return { collected: before !== undefined && textOf(old) === textOf(found) ? collected : now, ...found };
}

function textOf(facts: Fresh): string {
  return canonicalJson(JSON.parse(JSON.stringify(facts)));
}

const HEAD = `What \`clusterc facts\` found on the hosts: a part of this site, reviewed and committed like the rest of it.
Not written by hand: the next \`clusterc facts\` writes it again. What is absent was not found out.`;

/** As schemas/facts.schema.json orders it. */
const ORDER = [
  'collected',
  'release',
  'memory',
  'cpus',
  'bridges',
  'disks',
  'packages',
  'agents',
  'fence_agents',
  'boot',
  'time_offset',
  'resolves',
  'libvirt',
] as const satisfies readonly (keyof HostFacts)[];

/** The same facts give the same text. */
export function factsYaml(facts: FactsByHost): string {
  const hosts = Object.keys(facts).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const ordered = hosts.map((host) => {
    const entries = ORDER.map((key) => [key, facts[host]?.[key]] as const);
    return [host, Object.fromEntries(entries.filter(([, value]) => value !== undefined))] as const;
  });
  return writeYaml(JSON.parse(JSON.stringify({ facts: Object.fromEntries(ordered) })), [], HEAD);
}
