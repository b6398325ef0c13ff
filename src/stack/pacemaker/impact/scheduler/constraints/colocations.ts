/** Colocation constraints. */
import { attributeOf, type XmlElement } from '../../../../../base/xml.ts';
import type { Cluster, Colocation, Resource } from '../input/model.ts';
import { Before } from '../input/marks.ts';
import { orderTasks } from './order.ts';
import { resourceNamed, setsOf, type ConstraintSet } from './sets.ts';
import { booleanOf, compareText, INFINITY, Role, roleOf, scoreOf } from '../input/text.ts';

export function addColocation(cluster: Cluster, constraint: XmlElement): void {
  const attribute = (name: string) => attributeOf(constraint, name);
  const score = scoreOf(attribute('score'), cluster.health);
  const influence = attribute('influence');
  const sets = setsOf(
    cluster,
    constraint,
    [
      ['rsc', 'rsc-role', 'role'],
      ['with-rsc', 'with-rsc-role', 'role'],
    ],
    true,
  );
  if (sets === undefined) return;
  for (const [at, set] of sets.entries()) {
    addWithin(cluster, set, score, influence);
    const previous = sets[at - 1];
    if (previous !== undefined) addBetween(cluster, [previous, set], score, influence);
  }
  const dependent = resourceNamed(cluster, attribute('rsc'));
  const primary = resourceNamed(cluster, attribute('with-rsc'));
  if (sets.length > 0 || dependent === undefined || primary === undefined) return;
  const roles = [attribute('rsc-role'), attribute('with-rsc-role')] as const;
  colocate(cluster, {
    dependent,
    primary,
    score,
    roles,
    attribute: attribute('node-attribute'),
    influence: influences(dependent, influence),
  });
}

function influences({ is }: Resource, written: string | undefined): boolean {
  return booleanOf(written) ?? is.critical;
}

type New = Pick<Colocation, 'dependent' | 'primary' | 'score' | 'influence'> & {
  readonly roles?: readonly [string | undefined, string | undefined];
  readonly attribute?: string | undefined;
};

/** Registers a colocation with both resources. */
export function colocate(
  cluster: Cluster,
  { dependent, primary, score, influence, roles = [undefined, undefined], attribute }: New,
): void {
  if (score === 0) return;
  const [dependentRole, primaryRole] = [roles[0], roles[1]].map((role) =>
    roleOf(role) === Role.started ? Role.unknown : roleOf(role),
  );
  const colocation: Colocation = {
    dependent,
    primary,
    dependentRole: dependentRole ?? 0,
    primaryRole: primaryRole ?? 0,
    score,
    attribute,
    influence,
  };
  addThisWith(dependent, colocation);
  addWithThis(primary, colocation);
  if (score > -INFINITY) return;
  orderApart(cluster, [dependent, colocation.dependentRole], [primary, colocation.primaryRole]);
  orderApart(cluster, [primary, colocation.primaryRole], [dependent, colocation.dependentRole]);
}

export function addThisWith(resource: Resource, colocation: Colocation): void {
  insert(resource.thisWith, colocation, ({ primary }) => primary);
}

export function addWithThis(resource: Resource, colocation: Colocation): void {
  insert(resource.withThis, colocation, ({ dependent }) => dependent);
}

/** Inserts a colocation before equal ones. */
function insert(list: Colocation[], colocation: Colocation, other: (colocation: Colocation) => Resource): void {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = list[middle];
    if (at !== undefined && compareOthers(other(colocation), other(at)) > 0) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, colocation);
}

const RANK = { clone: 2, group: 1, primitive: 0 };

/** Higher priority first, clones before groups before primitives, then by id. */
function compareOthers(a: Resource, b: Resource): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  if (a.kind !== b.kind) return RANK[b.kind] - RANK[a.kind];
  if (a.kind === 'clone' && a.is.promotable !== b.is.promotable) return a.is.promotable ? -1 : 1;
  return compareText(a.id, b.id);
}

/** Orders an anti-colocation: one resource leaves before the other arrives. */
function orderApart(
  cluster: Cluster,
  [first, firstRole]: readonly [Resource, Role],
  [later, thenRole]: readonly [Resource, Role],
): void {
  const leaving =
    firstRole === Role.promoted ? ['demote'] : firstRole === Role.unpromoted ? ['stop', 'promote'] : ['stop'];
  const coming =
    thenRole === Role.promoted ? ['promote'] : thenRole === Role.unpromoted ? ['start', 'demote'] : ['start'];
  for (const task of leaving)
    for (const other of coming) orderTasks(cluster, [first, task], [later, other], Before.antiColocation);
}

/** With `ordering=group`, later members depend on earlier ones; otherwise the reverse. */
function addWithin(cluster: Cluster, set: ConstraintSet, fallback: number, influence: string | undefined): void {
  const { resources, attribute } = set;
  const written = attribute('score');
  const score = written === undefined ? fallback : scoreOf(written, cluster.health);
  const roles = [attribute('role'), attribute('role')] as const;
  if (score === 0 || booleanOf(attribute('sequential')) === false) return;
  const add = (dependent: Resource, primary: Resource) =>
    colocate(cluster, { dependent, primary, score, roles, influence: influences(dependent, influence) });
  for (const [at, resource] of resources.entries()) {
    const previous = resources[at - 1];
    if (score < 0) for (const each of keptAwayFrom(resource, set)) add(resource, each);
    else if (previous !== undefined && (attribute('ordering') ?? 'group') === 'group') add(resource, previous);
    else if (previous !== undefined) add(previous, resource);
  }
}

/**
 * The members of a set with a negative score from which one of them stays away: those before the reference with its own id, whatever
 * the case. A clone that is referred to by its member's id has no such reference, and stays away from all, even from itself.
 */
function keptAwayFrom({ id }: Resource, { resources, references }: ConstraintSet): readonly Resource[] {
  const at = references.findIndex((reference) => reference.toLowerCase() === id.toLowerCase());
  return at === -1 ? resources : resources.slice(0, at);
}

/** The first member of a sequential set depends on the last of the other sequential set. Otherwise all members count. */
function addBetween(
  cluster: Cluster,
  [one, two]: readonly [ConstraintSet, ConstraintSet],
  score: number,
  influence: string | undefined,
): void {
  if (score === 0) return;
  const isSequential = (set: ConstraintSet) => booleanOf(set.attribute('sequential')) !== false;
  const dependents = isSequential(one) ? one.resources.slice(0, 1) : one.resources;
  const primaries = isSequential(two) ? two.resources.slice(-1) : two.resources;
  const roles = [one.attribute('role'), two.attribute('role')] as const;
  for (const dependent of dependents)
    for (const primary of primaries)
      colocate(cluster, { dependent, primary, score, roles, influence: influences(dependent, influence) });
}
