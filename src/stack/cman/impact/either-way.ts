/**
 * Compares a push twice if it is unknown whether a vendor's agents have an attribute. Both results are reported, and the more
 * severe one counts.
 */
import { own } from '../../../base/json.ts';
import { attributeOf, type XmlElement } from '../../../base/xml.ts';
import { rmTypes } from '../../../catalogue/rm.ts';
import type { Platform } from '../../../platform/release-id.ts';
import type { Agents } from './agents.ts';
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
  const others = withOlder(
    agents,
    older,
    types.filter((type) => isWritten(type, older, taken)),
  );
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

/** Does any resource of the type set an attribute that only one of the two kinds of agents has? */
function isWritten(type: string, older: Agents, { impact }: Comparison): boolean {
  const [old, now] = [own(older, type)?.attributes ?? {}, own(impact.after.agents, type)?.attributes ?? {}];
  const names = Object.keys({ ...old, ...now }).filter((name) => Object.hasOwn(old, name) !== Object.hasOwn(now, name));
  if (names.length === 0) return false;
  return [impact.before, impact.after].some(({ list }) =>
    list.all.some((one) => one.type === type && names.some((name) => attributeOf(one.element, name) !== undefined)),
  );
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
  const now = after.resources.get(verdict.name);
  const line = (now ?? before.resources.get(verdict.name))?.element.line ?? 1;
  const what = `${verdict.name} is ${verdict.class} where the vendor's agents have all that came to them by then, else ${other}`;
  return { file: now === undefined ? 'old' : 'new', line, what };
}
