/**
 * Compares a push twice if it is unknown whether a vendor's agents have an attribute. Both results are reported, and the more
 * severe one counts.
 */
import { own } from '../../../base/json.ts';
import { attributeOf, type XmlElement } from '../../../base/xml.ts';
import { rmTypes } from '../../../catalogue/rm.ts';
import type { Platform } from '../../../platform/release-id.ts';
import type { Agent, Agents } from './agents.ts';
import { SEVERITY, type ImpactClass, type Verdict } from './classes.ts';
import { compare, type Assumed, type Comparison, type Doubt, type Sides } from './compare-files.ts';

export type { Comparison } from './compare-files.ts';

/** The agents of a release, and the types whose agent is unknown; all types if `given` is absent. */
export type Given = { readonly agents: Sides<Agents>; readonly assumed: Sides<readonly string[]> };

/** By the catalogue of a release, except for agents that are known. */
export function compareEitherWay(files: Sides<XmlElement>, given: Given | undefined, platform: Platform): Comparison {
  const release = rmTypes(platform);
  const assumed: Assumed = given?.assumed ?? { before: [], after: [] };
  const agents = given?.agents ?? { before: release, after: release };
  const taken = compare(files, agents, platform, assumed);
  const older = rmTypes(platform, 'left');
  const types =
    given === undefined ? Object.keys(release) : assumed.before.filter((type) => assumed.after.includes(type));
  const others = withOlder(agents, older, writtenOf(types, older, taken));
  if (others === undefined) return taken;
  const left = compare(files, others, platform, assumed);
  const classes = new Map(left.impact.verdicts.map((one) => [one.name, one.class]));
  const differing = taken.impact.verdicts.filter((one) => classes.get(one.name) !== one.class);
  if (differing.length === 0) return taken;
  const [harder] = [taken, left].toSorted((a, b) => hardness(b) - hardness(a));
  const counting = harder ?? taken;
  return {
    ...counting,
    doubts: [...counting.doubts, ...differing.map((one) => doubtOf(one, classes.get(one.name), taken))],
  };
}

/** Types with a resource that sets an attribute which only one of the two kinds of agents has. */
function writtenOf(types: readonly string[], older: Agents, { impact }: Comparison): readonly string[] {
  const { before, after } = impact;
  const uncertain = new Map(types.map((type) => [type, differingNames(own(older, type), own(after.agents, type))]));
  const written = new Set<string>();
  for (const { list } of [before, after])
    for (const { type, element } of list.all)
      if (uncertain.get(type)?.some((name) => attributeOf(element, name) !== undefined) === true) written.add(type);
  return types.filter((type) => written.has(type));
}

function differingNames(one: Agent | undefined, other: Agent | undefined): readonly string[] {
  const [old, now] = [one?.attributes ?? {}, other?.attributes ?? {}];
  return Object.keys({ ...old, ...now }).filter((name) => Object.hasOwn(old, name) !== Object.hasOwn(now, name));
}

/** Undefined if there are none to change. */
function withOlder(agents: Sides<Agents>, older: Agents, types: readonly string[]): Sides<Agents> | undefined {
  if (types.length === 0) return undefined;
  const by = Object.fromEntries(Object.entries(older).filter(([type]) => types.includes(type)));
  const before = { ...agents.before, ...by };
  return { before, after: agents.before === agents.after ? before : { ...agents.after, ...by } };
}

function hardness({ impact }: Comparison): number {
  return impact.verdicts.reduce((sum, one) => sum + SEVERITY[one.class], 0);
}

function doubtOf(verdict: Verdict, other: ImpactClass = 'NONE', { impact }: Comparison): Doubt {
  const { after, before } = impact;
  const now = after.list.get(verdict.name);
  const line = (now ?? before.list.get(verdict.name))?.element.line ?? 1;
  const what = `${verdict.name} is ${verdict.class} where the vendor's agents have all that came to them by then, else ${other}`;
  return { file: now === undefined ? 'old' : 'new', line, what };
}
