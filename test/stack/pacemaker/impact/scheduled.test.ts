/** Guests that stay where they run need no schedule: with and without one the prediction is the same. */
import { expect, it } from 'vitest';
import { elementsIn, type XmlElement } from '../../../../src/base/xml.ts';
import { atRest, membersIn } from '../../../../src/stack/pacemaker/impact/at-rest.ts';
import { withConfiguration } from '../../../../src/stack/pacemaker/impact/cib/merge.ts';
import { impactOf } from '../../../../src/stack/pacemaker/impact/predict.ts';
import { scheduledBy, scheduledWhole } from '../../../../src/stack/pacemaker/impact/scheduled.ts';
import { xmlText } from '../../../../src/stack/pacemaker/impact/xml.ts';
import { textOf, treeOf } from './made/cib.ts';
import { newCluster } from './made/cluster.ts';
import { diceFrom } from './made/dice.ts';
import { mutate } from './made/mutate.ts';
import { baseOf, cibOf, vectors } from './recorded.ts';
import { parsed } from './witness.ts';

const NOW = 1_700_100_000;

function shown(...given: Parameters<typeof impactOf>) {
  const { services, fenced } = impactOf(...given);
  return { services: services.toSorted((a, b) => (a.name < b.name ? -1 : 1)), fenced };
}

/** How many guests had no schedule. Where none did, both ways are the same one. */
function comparedBothWays(live: XmlElement, desired: XmlElement, title: string): number {
  const after = withConfiguration(live, desired);
  const { staying } = scheduledBy(after, NOW);
  if (staying.size > 0)
    expect([title, shown(live, after, NOW)]).toEqual([title, shown(live, after, NOW, scheduledWhole)]);
  return staying.size;
}

it('of recorded changes', async () => {
  const pairs = vectors.filter(({ id }) => /^(vm|meta|loc|op|fence|clone|node)-/.test(id));
  let stayed = 0;
  for (const pair of pairs) stayed += comparedBothWays(await parsed(baseOf(pair)), await parsed(cibOf(pair)), pair.id);
  expect(stayed).toBeGreaterThan(100);
});

/** The old configuration with the new status: a change can be one of the status, too. */
function before(base: XmlElement, changed: XmlElement): XmlElement {
  const children = elementsIn(base).flatMap((part) =>
    part.name === 'status' ? elementsIn(changed, 'status') : [part],
  );
  return { ...base, children };
}

it('of made-up changes of clusters at rest', async () => {
  let stayed = 0;
  for (let seed = 1; seed <= Number(process.env['RUNS'] ?? 8); seed += 1) {
    const made = await parsed(textOf(newCluster(diceFrom(seed))));
    const base = await parsed(xmlText(atRest(made, membersIn(made))));
    for (let at = seed * 1000 + 1; at <= seed * 1000 + 4; at += 1) {
      const cib = treeOf(base);
      const names = mutate(cib, diceFrom(at));
      const after = await parsed(textOf(cib));
      stayed += comparedBothWays(before(base, after), after, `${at}: ${names.join(', ')}`);
    }
  }
  expect(stayed).toBeGreaterThan(0);
});
