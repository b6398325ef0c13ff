/** The fence catalogue: the content of schemas/catalogue/fence/*.yaml, and a platform's spelling of a parameter. */
import { own } from '../base/json.ts';
import { FENCE_FAMILIES, FENCE_PARAMETERS } from './fence.gen.ts';
import type { FenceParameter, FamilyEntry } from './fence-types.ts';

export type FenceFamily = FamilyEntry & {
  readonly name: string;
  /** By neutral name, required ones first. */
  readonly parameters: { readonly [name: string]: FenceParameter };
  readonly plugParameter: FenceParameter;
};

const FAMILY_OF: ReadonlyMap<string, FenceFamily> = new Map(
  Object.entries(FENCE_FAMILIES).flatMap(([name, entry]) => {
    const family = familyFrom(name, entry);
    return Object.keys(entry.agents).map((agent) => [agent, family]);
  }),
);

function familyFrom(name: string, entry: FamilyEntry): FenceFamily {
  const parameter = (one: string) => own(entry.own, one) ?? wordOf(one);
  const names = [...entry.required, ...entry.optional];
  const parameters = Object.fromEntries(names.map((one) => [one, parameter(one)]));
  return { ...entry, name, parameters, plugParameter: parameter('plug') };
}

function wordOf(name: string): FenceParameter {
  const word = own(FENCE_PARAMETERS, name);
  if (word === undefined) throw new Error(`bug/catalogue: no fence parameter is called ${name}`);
  return word;
}

/** Is it the neutral name of a parameter, of whichever agent? */
export function isFenceWord(name: string): boolean {
  return Object.hasOwn(FENCE_PARAMETERS, name);
}

/** Every agent of the catalogue. */
export function fenceAgents(): readonly string[] {
  return [...FAMILY_OF.keys()];
}

/** The family of any agent; undefined if the catalogue lacks it. */
export function familyWith(agent: string): FenceFamily | undefined {
  return FAMILY_OF.get(agent);
}

/** The family of an agent that the schema admits. An unknown agent is a bug. */
export function familyOf(agent: string): FenceFamily {
  const family = familyWith(agent);
  if (family === undefined) throw new Error(`bug/catalogue: no fence family has the agent ${agent}`);
  return family;
}

/** Does the agent have a delay in some release? fence_kdump(8) has none, as it waits for a message anyway; nor has a person. */
export function knowsDelay(agent: string): boolean {
  return !['notice', 'manual'].includes(familyOf(agent).class);
}

/** Spelling of a parameter in the cluster.conf of a family of platforms. */
export function spellingOn(platform: string, { cman, rhel5 }: FenceParameter): string {
  return platform === 'rhel5' ? (rhel5 ?? cman) : cman;
}

/** Spelling of a parameter by the agents of today; a parameter of none of ours is spelled as it is called. */
export function spellingToday(parameter: FenceParameter | undefined, name: string): string {
  return parameter?.today ?? parameter?.cman ?? name;
}

/** Neutral names of the parameters that have this spelling in cluster.conf, over all agents: `address` for `ipaddr`. */
export function parametersSpelled(attribute: string): readonly string[] {
  const tables = [FENCE_PARAMETERS, ...Object.values(FENCE_FAMILIES).map(({ own }) => own)];
  const known = tables.flatMap((table) => Object.entries<FenceParameter>(table));
  return known.filter(([, { cman, rhel5 }]) => [cman, rhel5].includes(attribute)).map(([name]) => name);
}

/** Attributes with a secret value, in every spelling of the catalogue. */
export function secretAttributes(): ReadonlySet<string> {
  const own = Object.values(FENCE_FAMILIES).flatMap((family) => Object.values(family.own));
  const secrets = [...Object.values(FENCE_PARAMETERS), ...own].filter(({ type }) => type === 'secret');
  return new Set(secrets.flatMap(({ cman, rhel5 = cman, today = cman }) => [cman, rhel5, today]));
}
