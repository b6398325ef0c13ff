/** Made-up constraints. */
import { el, order, type El } from './cib.ts';
import type { Dice } from './dice.ts';

export function location(id: string, rsc: string, node: string, score: string): El {
  return el('rsc_location', { id: `loc-${id}`, rsc, node, score });
}

/** One more constraint between two top-level resources, or on one. */
export function addConstraint(id: string, resources: El, constraints: El, hosts: readonly string[], dice: Dice): void {
  const ids = resources.children
    .filter(({ name }) => name !== 'template')
    .map(({ attributes }) => attributes['id'] ?? '');
  const [one, two] = [dice.of(ids), dice.of(ids)];
  if (one === two) return;
  const ref = (name: string) => el('resource_ref', { id: name });
  const three = dice.of(ids);
  switch (dice.below(8)) {
    case 0:
    case 1:
      constraints.children.push(
        order(id, one, two, { kind: dice.of(['Mandatory', 'Mandatory', 'Optional', 'Serialize']) }),
      );
      return;
    case 2:
    case 3:
      constraints.children.push(
        el('rsc_colocation', {
          id,
          rsc: one,
          'with-rsc': two,
          score: dice.of(['INFINITY', '-INFINITY', '100', '-100', '20']),
        }),
      );
      return;
    case 4:
      constraints.children.push(location(id, one, dice.of(hosts), dice.of(['INFINITY', '-INFINITY', '500', '-500'])));
      return;
    case 5:
      constraints.children.push(
        el(
          'rsc_location',
          { id, rsc: one },
          el(
            'rule',
            { id: `${id}-rule`, score: dice.of(['-INFINITY', '200']) },
            el('expression', {
              id: `${id}-e`,
              attribute: dice.of(['site', '#uname', 'nothing']),
              operation: dice.of(['eq', 'ne', 'not_defined']),
              ...(dice.chance(2) ? { value: dice.of(['a', 'host1']) } : {}),
            }),
          ),
        ),
      );
      return;
    case 6:
      if (three !== one && three !== two)
        constraints.children.push(
          el(
            'rsc_order',
            { id, ...(dice.chance(0.3) ? { kind: 'Optional' } : {}) },
            el(
              'resource_set',
              { id: `${id}-s`, ...(dice.chance(0.3) ? { sequential: 'false' } : {}) },
              ref(one),
              ref(two),
            ),
            el('resource_set', { id: `${id}-t` }, ref(three)),
          ),
        );
      return;
    default:
      if (three !== one && three !== two)
        constraints.children.push(
          el(
            'rsc_colocation',
            { id, score: dice.of(['INFINITY', '50', '-INFINITY']) },
            el(
              'resource_set',
              { id: `${id}-s`, ...(dice.chance(0.5) ? { sequential: 'true' } : {}) },
              ref(one),
              ref(two),
              ...(dice.chance(0.5) ? [ref(three)] : []),
            ),
          ),
        );
  }
}
