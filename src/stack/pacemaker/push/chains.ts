/** Chains of resources that wait for each other, by groups and by constraints of order. */
import { attributeOf, elementsIn } from '../../../base/xml.ts';
import { greatest } from '../../../base/lists.ts';
import { membersOf, type Cib } from '../cib/document.ts';

/** What has to be over before something else begins, by ids. */
type Before = readonly [first: string, next: string];

/**
 * The milliseconds of the longest chain. `times`: of each primitive, by its id. Members of a group follow each other, and instances of a
 * clone do not. A set counts as a chain of all that it names, and so does everything where constraints go round in a circle.
 */
export function longestChain(cib: Cib, times: ReadonlyMap<string, number>): number {
  const members = cib.resources.map((one) => ({ one, ids: membersOf(one).map(({ id }) => id) }));
  const own = new Map(members.map(({ one, ids }) => [one.id, ids.reduce((sum, id) => sum + (times.get(id) ?? 0), 0)]));
  const topOf = new Map(members.flatMap(({ one, ids }) => [...ownIds(one), ...ids].map((id) => [id, one.id] as const)));
  const pairs = ordersIn(cib).flatMap(([first, next]): readonly Before[] => {
    const [a, b] = [topOf.get(first), topOf.get(next)];
    return a === undefined || b === undefined || a === b ? [] : [[a, b]];
  });
  return endOf(own, pairs);
}

/** A clone holds one resource, which a constraint may name, too. */
function ownIds(one: Cib['resources'][number]): readonly string[] {
  return 'of' in one ? [one.id, one.of.id] : [one.id];
}

/** As pairs; of a set each with the next. */
function ordersIn({ constraints, root }: Cib): readonly Before[] {
  const plain = constraints.flatMap((one): readonly Before[] => (one.kind === 'order' ? [[one.first, one.next]] : []));
  const sections = elementsIn(root, 'configuration').flatMap((one) => elementsIn(one, 'constraints'));
  const sets = sections
    .flatMap((one) => elementsIn(one, 'rsc_order'))
    .flatMap((order) => {
      const named = elementsIn(order, 'resource_set')
        .flatMap((set) => elementsIn(set, 'resource_ref'))
        .flatMap((one) => attributeOf(one, 'id') ?? []);
      return named.slice(1).map((next, at): Before => [named[at] ?? '', next]);
    });
  return [...plain, ...sets];
}

/** When the last one ends if each begins when those before it have ended; the sum of all if some wait for each other. */
function endOf(times: ReadonlyMap<string, number>, pairs: readonly Before[]): number {
  const following = new Map<string, string[]>();
  const waitsFor = new Map<string, number>();
  for (const [first, next] of pairs) {
    following.set(first, [...(following.get(first) ?? []), next]);
    waitsFor.set(next, (waitsFor.get(next) ?? 0) + 1);
  }
  const ends = new Map<string, number>();
  const ready = [...times.keys()].filter((id) => !waitsFor.has(id));
  // What becomes ready meanwhile is added behind.
  for (const id of ready) {
    const end = (ends.get(id) ?? 0) + (times.get(id) ?? 0);
    ends.set(id, end);
    for (const next of following.get(id) ?? []) {
      ends.set(next, Math.max(ends.get(next) ?? 0, end));
      const left = (waitsFor.get(next) ?? 0) - 1;
      waitsFor.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return ready.length < times.size
    ? [...times.values()].reduce((sum, one) => sum + one, 0)
    : greatest([...ends.values()], 0);
}
