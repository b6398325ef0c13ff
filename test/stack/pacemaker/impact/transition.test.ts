/** Guests that stay where they run need no schedule: with and without them it says the same. */
import { describe, expect, it } from 'vitest';
import type { XmlElement } from '../../../../src/base/xml.ts';
import { atRest, membersIn } from '../../../../src/stack/pacemaker/impact/at-rest.ts';
import { withConfiguration } from '../../../../src/stack/pacemaker/impact/cib/merge.ts';
import { impactOf } from '../../../../src/stack/pacemaker/impact/predict.ts';
import { transitionOf, wholeTransition, type Transition } from '../../../../src/stack/pacemaker/impact/transition.ts';
import { xmlText } from '../../../../src/stack/pacemaker/impact/xml.ts';
import { textOf, treeOf } from './made/cib.ts';
import { newCluster } from './made/cluster.ts';
import { diceFrom } from './made/dice.ts';
import { mutate } from './made/mutate.ts';
import { baseOf, cibOf, vectors } from './recorded.ts';
import { parsed } from './witness.ts';

const NOW = 1_700_100_000;

function shown(transition: Transition) {
  const { services, fenced } = impactOf(transition);
  return { services: services.toSorted((a, b) => (a.name < b.name ? -1 : 1)), fenced };
}

/** How many guests stayed. */
function comparedBothWays(live: XmlElement, desired: XmlElement, title: string): number {
  const after = withConfiguration(live, desired);
  const quick = transitionOf(live, after, NOW);
  expect([title, shown(quick)]).toEqual([title, shown(wholeTransition(live, after, NOW))]);
  return quick.staying.size;
}

describe('a change', () => {
  it('of the recorded pairs', async () => {
    let stayed = 0;
    for (const pair of vectors)
      stayed += comparedBothWays(await parsed(baseOf(pair)), await parsed(cibOf(pair)), pair.id);
    console.log(stayed);
  });

  it('that is made up', async () => {
    let stayed = 0;
    const seeds = Number(process.env['RUNS'] ?? 20);
    for (let seed = 1; seed <= seeds; seed += 1) {
      const made = await parsed(textOf(newCluster(diceFrom(seed))));
      const base = treeOf(await parsed(xmlText(atRest(made, membersIn(made)))));
      for (let change = 1; change <= 6; change += 1) {
        const cib = structuredClone(base);
        const names = mutate(cib, diceFrom(seed * 1000 + change));
        const [before, after] = [await parsed(textOf(base)), await parsed(textOf(cib))];
        const status = after.children.filter((child) => 'name' in child && child.name === 'status');
        const live = { ...before, children: [...before.children.filter((child) => !('name' in child && child.name === 'status')), ...status] };
        stayed += comparedBothWays(live, after, `${seed * 1000 + change}: ${names.join(', ')}`);
      }
    }
    console.log(stayed);
  });
});
