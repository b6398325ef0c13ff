/**
 * rgmanager's comparison of resources. Values are compared as text: `1` is not `yes`. A default replaces an unset attribute.
 * Attributes that the agent does not declare are ignored. rgmanager, reslist.c, rescmp, and
 * restree.c, resource_delta; measured.
 */
import type { Doubt } from './doubts.ts';
import { isInherited, shownValue, shownValues, textOf, type Resource, type ResourceList } from './resources.ts';
import type { Rule, RuleAttribute, Value } from './rules.ts';
import { isWithheld } from '../../../../impact/masked-value.ts';

/** An attribute that differs; a side is absent if it is neither set nor has a default. */
export type AttributeDifference = {
  readonly attribute: string;
  readonly from?: string;
  readonly to?: string;
  /** Applied without a stop: the attribute exists before and after, and the agent declares it so. */
  readonly live: boolean;
  /** The agents declare it differently, which alone is a change, whatever the values. */
  readonly redeclared?: true;
};

export type Kind = 'same' | 'reconfig' | 'changed';

/** The state of the resources of the old and of the new file. */
export type States = {
  /** Removed or changed. */
  readonly stops: ReadonlySet<Resource>;
  /** New, changed, or with a value that is applied live. */
  readonly starts: ReadonlySet<Resource>;
  /** Those of `starts` with a value that is applied live. */
  readonly live: ReadonlySet<Resource>;
  /** New resources, with removed ones whose name rgmanager found among their values. */
  readonly mistaken: ReadonlyMap<Resource, readonly Resource[]>;
};

/** Compares each old resource with the one that a reference to its name would find in the new file. */
export function statesOf(before: ResourceList, after: ResourceList): States {
  const [stops, starts, live] = [new Set<Resource>(), new Set<Resource>(), new Set<Resource>()];
  const mistaken = new Map<Resource, Resource[]>();
  const common = new Set<Resource>();
  for (const old of before.all) {
    const now = after.find(old.type, old.name);
    if (now === undefined) {
      stops.add(old);
      continue;
    }
    if (now.name !== old.name) mistaken.set(now, [...(mistaken.get(now) ?? []), old]);
    common.add(now);
    const kind = kindOf(old, now);
    if (kind !== 'same') starts.add(now);
    if (kind === 'reconfig') live.add(now);
    if (kind === 'changed') stops.add(old);
  }
  for (const now of after.all) if (!common.has(now)) starts.add(now);
  return { stops, starts, live, mistaken };
}

/** Two resources of one type. */
export function kindOf(old: Resource, now: Resource): Kind {
  if (isEqual(old, now)) return 'same';
  let kind: Kind = 'same';
  for (const pair of pairsOf(old, now)) {
    if (isChanged(pair)) return 'changed';
    if (differs(pair.was, pair.is) && !isHidden(pair)) kind = 'reconfig';
  }
  return kind;
}

function isEqual(old: Resource, now: Resource): boolean {
  if (old.values === now.values) return old.rule === now.rule;
  if (old.rule !== now.rule) return false;
  for (let index = 0; index < old.values.length; index += 1) {
    const was = old.values[index];
    const is = now.values[index];
    if (was === is) continue;
    if (was === undefined || is === undefined || differs(was, is) || isInherited(was) !== isInherited(is)) return false;
  }
  return true;
}

function differs(was: Value | undefined, is: Value | undefined): boolean {
  return (was === undefined ? undefined : textOf(was)) !== (is === undefined ? undefined : textOf(is));
}

export function differencesOf(old: Resource, now: Resource): readonly AttributeDifference[] {
  if (isEqual(old, now)) return [];
  return [...pairsOf(old, now)].flatMap((pair) => {
    const redeclared = isRedeclared(pair);
    const differs = redeclared || (shown(pair.was) !== shown(pair.is) && !isHidden(pair));
    return differs ? [differenceOf(pair, redeclared)] : [];
  });
}

type Pair = {
  readonly attribute: RuleAttribute;
  readonly flags: readonly [was: string | undefined, is: string | undefined];
  readonly was: Value | undefined;
  readonly is: Value | undefined;
};

/** Without those that are certainly equal. */
function* pairsOf(old: Resource, now: Resource): Generator<Pair> {
  for (const attribute of old.rule.attributes) {
    if (old.rule === now.rule && old.values[attribute.index] === now.values[attribute.index]) continue;
    const other = counterpartOf(attribute, old.rule, now.rule);
    const [was, is] = [old.values[attribute.index], other === undefined ? undefined : now.values[other.index]];
    if (was !== undefined || is !== undefined) yield { attribute, was, is, flags: [attribute.flags, other?.flags] };
  }
  if (old.rule === now.rule) return;
  for (const attribute of now.rule.attributes) {
    const is = now.values[attribute.index];
    if (is !== undefined && !old.rule.byName.has(attribute.name))
      yield { attribute, was: undefined, is, flags: [undefined, attribute.flags] };
  }
}

function counterpartOf(attribute: RuleAttribute, old: Rule, now: Rule): RuleAttribute | undefined {
  return old === now ? attribute : now.byName.get(attribute.name);
}

function isChanged(pair: Pair): boolean {
  const { was, is, attribute } = pair;
  if (isRedeclared(pair)) return true;
  if (!differs(was, is) || isHidden(pair)) return false;
  return was === undefined || is === undefined || !attribute.isLive;
}

/** An inherited value that is now set has lost a flag, and the reverse. */
function isRedeclared({ was, is, flags }: Pair): boolean {
  if (was === undefined || is === undefined) return false;
  return isInherited(was) !== isInherited(is) || flags[0] !== flags[1];
}

function isHidden({ was, is }: Pair): boolean {
  return [was, is].some((value) => value !== undefined && isWithheld(textOf(value)));
}

function differenceOf(pair: Pair, redeclared: boolean): AttributeDifference {
  const [from, to] = [shown(pair.was), shown(pair.is)];
  return {
    attribute: pair.attribute.name,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    live: !isChanged(pair),
    ...(redeclared && from === to ? { redeclared } : {}),
  };
}

function shown(value: Value | undefined): string | undefined {
  return value === undefined ? undefined : shownValue(value);
}

/** Resource values that cannot be compared: changing one restarts its service. */
export function* withheldIn(resources: readonly Resource[]): Generator<Doubt> {
  for (const resource of resources) {
    if (!hasWithheld(resource)) continue;
    for (const [attribute, value] of shownValues(resource))
      if (isWithheld(value))
        yield {
          line: resource.element.line,
          what: `${resource.key}: ${attribute} is withheld, so that a change of it is not seen`,
        };
  }
}

/** What is not written is not withheld. */
function hasWithheld({ values }: Resource): boolean {
  return values.some((value) => typeof value === 'string' && isWithheld(value));
}
