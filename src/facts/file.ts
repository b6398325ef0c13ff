/** The facts file of a site: its text, and which old facts are kept when hosts are asked again. Pure. */
import { canonicalJson, type JsonMap } from '../base/json.ts';
import { writeYaml } from '../source/write.ts';
import type { HostFacts } from '../spec/spec.gen.ts';
import { steady } from './clock.ts';

export type FactsByHost = { readonly [host: string]: HostFacts };
/** Facts of a host without the time. */
export type Fresh = Omit<HostFacts, 'collected'>;

/** The old facts if nothing has changed, so that a second run writes the same file. `now`: ISO 8601, UTC, whole seconds. */
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

/** In the order of schemas/facts.schema.json. The file lacks a key that is missing here. */
const ORDER: { readonly [K in keyof HostFacts]-?: (facts: HostFacts) => HostFacts[K] } = {
  collected: ({ collected }) => collected,
  release: ({ release }) => release,
  memory: ({ memory }) => memory,
  cpus: ({ cpus }) => cpus,
  bridges: ({ bridges }) => bridges,
  disks: ({ disks }) => disks,
  packages: ({ packages }) => packages,
  agents: ({ agents }) => agents,
  fence_agents: ({ fence_agents }) => fence_agents,
  boot: ({ boot }) => boot,
  time_offset: ({ time_offset }) => time_offset,
  resolves: ({ resolves }) => resolves,
  volume_groups: ({ volume_groups }) => volume_groups,
  libvirt: ({ libvirt }) => libvirt,
};

/** The file as YAML. The same facts give the same text. */
export function factsYaml(facts: FactsByHost): string {
  const ordered = Object.entries(facts).map(([host, one]) => {
    const entries = Object.entries(ORDER).map(([key, of]) => [key, of(one)] as const);
    return [host, Object.fromEntries(entries.filter(([, value]) => value !== undefined))] as const;
  });
  const sorted = ordered.sort(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }));
  const section: JsonMap = JSON.parse(JSON.stringify(Object.fromEntries(sorted)));
  return writeYaml({ facts: section }, [], HEAD);
}
