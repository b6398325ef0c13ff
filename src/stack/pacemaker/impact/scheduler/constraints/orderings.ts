/** Ordering constraints. */
import { own } from '../../../../../base/json.ts';
import { attributeOf, type XmlElement } from '../../../../../base/xml.ts';
import { pseudoAction } from '../acting/action-store.ts';
import type { Cluster, Resource } from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';
import { addOrder, endAt, orderTasks } from './order.ts';
import { resourceNamed, setsOf, type ConstraintSet } from './sets.ts';
import { booleanOf, integerOf, isTrue, scoreOf } from '../input/text.ts';

type Kind = 'mandatory' | 'optional' | 'serialize';
type Symmetry = 'symmetric' | 'asymmetric' | 'inverse';

export function addOrdering(cluster: Cluster, constraint: XmlElement): void {
  const kind = kindOf(attributeOf(constraint, 'kind'), attributeOf(constraint, 'score'));
  const symmetrical = attributeOf(constraint, 'symmetrical');
  const symmetry = symmetryOf(kind, symmetrical);
  const sets = setsOf(
    cluster,
    constraint,
    [
      ['first', 'first-action', 'action'],
      ['then', 'then-action', 'action'],
    ],
    true,
  );
  if (sets === undefined) return;
  for (const [at, set] of sets.entries()) {
    addWithin(cluster, set, kind, symmetrical);
    const previous = sets[at - 1];
    if (previous === undefined) continue;
    addBetween(cluster, [previous, set], kind, symmetry);
    if (symmetry === 'symmetric') addBetween(cluster, [set, previous], kind, 'inverse');
  }
  if (sets.length === 0) addSimple(cluster, constraint, kind, symmetry);
}

function kindOf(kind: string | undefined, score: string | undefined): Kind {
  const word = kind?.toLowerCase();
  if (word === 'optional' || word === 'serialize') return word;
  return kind === undefined && score !== undefined && scoreOf(score) === 0 ? 'optional' : 'mandatory';
}

function symmetryOf(kind: Kind, ...written: readonly (string | undefined)[]): Symmetry {
  const symmetrical = written.map(booleanOf).find((value) => value !== undefined) ?? kind !== 'serialize';
  return symmetrical && kind !== 'serialize' ? 'symmetric' : 'asymmetric';
}

const INVERSES: { readonly [task: string]: string } = {
  start: 'stop',
  stop: 'start',
  promote: 'demote',
  demote: 'promote',
  promoted: 'demoted',
  demoted: 'promoted',
  running: 'stopped',
  stopped: 'running',
};

function flagsFor(kind: Kind, task: string, symmetry: Symmetry): number {
  if (kind === 'optional') return Before.optional;
  if (kind === 'serialize') return Before.optional | Before.serialize;
  if (symmetry === 'asymmetric') return Before.optional | Before.asymmetric;
  if (symmetry === 'inverse') return Before.optional | Before.impliesFirst;
  const needsFirst = task === 'start' || task === 'promote';
  return Before.optional | Before.impliesThen | (needsFirst ? Before.runnableFirst : 0);
}

function addSimple(cluster: Cluster, constraint: XmlElement, kind: Kind, symmetry: Symmetry): void {
  const first = resourceNamed(cluster, attributeOf(constraint, 'first'));
  const later = resourceNamed(cluster, attributeOf(constraint, 'then'));
  if (first === undefined || later === undefined) return;
  const firstTask = attributeOf(constraint, 'first-action') ?? 'start';
  const thenTask = attributeOf(constraint, 'then-action') ?? firstTask;
  const legacy = kind === 'optional' && later.restartsWithOptional;
  const flags = flagsFor(kind, firstTask, symmetry) | (legacy ? Before.impliesThen : 0);
  const least = leastInstances(first, constraint);
  if (least > 0)
    addLeast(cluster, { first, firstTask, later, thenTask }, { flags, least, id: attributeOf(constraint, 'id') ?? '' });
  else orderTasks(cluster, [first, firstTask], [later, thenTask], flags);
  const [undoFirst, undoThen] = [own(INVERSES, firstTask), own(INVERSES, thenTask)];
  if (symmetry !== 'symmetric' || undoFirst === undefined || undoThen === undefined) return;
  orderTasks(
    cluster,
    [later, undoThen],
    [first, undoFirst],
    flagsFor(kind, undoFirst, 'inverse') | (legacy ? Before.impliesFirst : 0),
  );
}

/** The number of instances that suffice. 0: all. */
function leastInstances({ kind, meta }: Resource, constraint: XmlElement): number {
  if (kind !== 'clone') return 0;
  const least = meta.get('clone-min');
  if (least !== undefined) return Math.max(0, integerOf(least));
  return booleanOf(attributeOf(constraint, 'require-all')) === false ? 1 : 0;
}

type Sides = {
  readonly first: Resource;
  readonly firstTask: string;
  readonly later: Resource;
  readonly thenTask: string;
};

function addLeast(
  cluster: Cluster,
  { first, firstTask, later, thenTask }: Sides,
  { flags, least, id }: { flags: number; least: number; id: string },
): void {
  const enough = pseudoAction(cluster, `clone-one-or-more:${id}`);
  enough.requiredBefore = least;
  enough.flags |= Is.requiresAny;
  for (const child of first.children)
    addOrder(cluster, {
      first: { resource: child, task: firstTask, action: null },
      later: endAt(enough),
      flags: Before.anyOf | Before.showsThen,
    });
  addOrder(cluster, {
    first: endAt(enough),
    later: { resource: later, task: thenTask, action: null },
    flags: flags | Before.runnableFirst,
  });
}

function addWithin(
  cluster: Cluster,
  { resources, attribute }: ConstraintSet,
  parent: Kind,
  symmetrical: string | undefined,
): void {
  const written = attribute('kind');
  const kind = written === undefined ? parent : kindOf(written, attribute('score'));
  const task = attribute('action') ?? 'start';
  const sequential = isTrue(attribute('sequential') ?? 'true');
  const symmetry = symmetryOf(kind, attribute('symmetrical'), symmetrical);
  const [flags, undo] = [flagsFor(kind, task, symmetry), own(INVERSES, task) ?? task];
  if (resources.length < 2) return;
  for (const [at, resource] of resources.entries()) {
    const previous = resources[at - 1];
    if (kind === 'serialize')
      for (const later of resources.slice(at + 1)) orderTasks(cluster, [resource, task], [later, task], flags);
    else if (sequential && previous !== undefined) orderTasks(cluster, [previous, task], [resource, task], flags);
  }
  if (symmetry === 'asymmetric' || !sequential) return;
  for (const [at, resource] of resources.entries()) {
    const previous = resources[at - 1];
    if (previous !== undefined)
      orderTasks(cluster, [resource, undo], [previous, undo], flagsFor(kind, undo, 'inverse'));
  }
}

/** Orders two sets. Of a sequential set, only the member at the adjacent end counts. */
function addBetween(
  cluster: Cluster,
  [one, two]: readonly [ConstraintSet, ConstraintSet],
  kind: Kind,
  symmetry: Symmetry,
): void {
  const tasks = [one, two].map((set) => set.attribute('action') ?? 'start');
  const [first = '', later = ''] = symmetry === 'inverse' ? tasks.map((task) => own(INVERSES, task) ?? task) : tasks;
  const flags = flagsFor(kind, later, symmetry);
  const needsAll = booleanOf(one.attribute('require-all')) ?? true;
  if (!needsAll && first !== 'stop' && first !== 'demote') {
    addAnyOf(cluster, [one, first], [two, later], flags);
    return;
  }
  const firsts = isTrue(one.attribute('sequential'))
    ? one.resources.slice(...(symmetry === 'inverse' ? [0, 1] : [-1]))
    : one.resources;
  const thens = isTrue(two.attribute('sequential'))
    ? two.resources.slice(...(symmetry === 'inverse' ? [-1] : [0, 1]))
    : two.resources;
  for (const resource of firsts)
    for (const other of thens) orderTasks(cluster, [resource, first], [other, later], flags);
}

function addAnyOf(
  cluster: Cluster,
  [one, first]: readonly [ConstraintSet, string],
  [two, later]: readonly [ConstraintSet, string],
  flags: number,
): void {
  const any = pseudoAction(cluster, `one-or-more:${one.attribute('id') ?? ''}`);
  any.flags |= Is.requiresAny;
  for (const resource of one.resources)
    addOrder(cluster, {
      first: { resource, task: first, action: null },
      later: endAt(any),
      flags: Before.anyOf | Before.showsThen,
    });
  for (const resource of two.resources)
    addOrder(cluster, {
      first: endAt(any),
      later: { resource, task: later, action: null },
      flags: flags | Before.runnableFirst,
    });
}
