/** What the fence catalogue says: the shape of schemas/catalogue/fence/*.yaml, and how a platform spells a parameter. */
import { FENCE_FAMILIES } from './fence.gen.ts';

/** How a value is written in the site and for the agent. A duration becomes whole seconds, a boolean 0 or 1. */
export type ParameterType = 'text' | 'endpoint' | 'integer' | 'boolean' | 'duration' | 'choice' | 'secret';

export type FenceParameter = {
  /** Spelling in cluster.conf on RHEL 5 and 6; domain of fence_*(8) before the renaming of 2013. */
  readonly cman: string;
  readonly type: ParameterType;
  readonly required?: boolean;
  readonly description: string;
  readonly example?: string | number | boolean;
  readonly choices?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
};

export type FenceFamily = {
  readonly agents: { readonly [agent: string]: { readonly description: string } };
  /** Does each node need its own plug (outlet, blade)? */
  readonly plug?: 'required';
  readonly parameters: { readonly [name: string]: FenceParameter };
};

const FAMILY_OF: ReadonlyMap<string, FenceFamily> = new Map(
  Object.values(FENCE_FAMILIES).flatMap((family) => Object.keys(family.agents).map((agent) => [agent, family])),
);

/** The family of an agent; the schema admits no other agents, so that a miss is our own mistake. */
export function familyOf(agent: string): FenceFamily {
  const family = FAMILY_OF.get(agent);
  if (family === undefined) throw new Error(`bug/catalogue: no fence family has the agent ${agent}`);
  return family;
}

/** cluster.conf attributes whose value is a secret, in every spelling of the catalogue. */
export function secretAttributes(): ReadonlySet<string> {
  const all = Object.values(FENCE_FAMILIES).flatMap(({ parameters }) => Object.values<FenceParameter>(parameters));
  return new Set(all.filter(({ type }) => type === 'secret').map(({ cman }) => cman));
}
