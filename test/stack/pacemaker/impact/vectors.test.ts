import { describe, expect, it } from 'vitest';
import { effectsOf, placesAfter } from '../../../../src/stack/pacemaker/impact/effects.ts';
import { danglingReferences } from '../../../../src/stack/pacemaker/impact/references.ts';
import { schedule } from '../../../../src/stack/pacemaker/impact/scheduler/schedule.ts';
import { RECORDED, asked, cibOf, vectors, type Vector } from './recorded.ts';
import { parsed } from './witness.ts';

/** What the vector says, in a form that does not depend on the order of keys or on the time of the recording. */
const entriesOf = (values: object): object => {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(values);
  const isTime = entries.some(([key, value]) => key === 'name' && String(value).startsWith('last-failure-'));
  return Object.fromEntries(entries.map(([key, value]) => [key, isTime && key === 'value' ? 'now' : value]));
};

async function predicted(vector: Vector) {
  const { cib, failing } = asked(await parsed(cibOf(vector)), vector, RECORDED);
  if (danglingReferences(cib).length > 0) return { actions: [], transition: [], effect: {}, final: {} };
  const { nodes, resources, operations, cluster } = schedule(cib, { now: RECORDED, failing });
  return {
    actions: [...nodes.filter(({ reason }) => reason !== null), ...resources].map(entriesOf),
    transition: operations.map(entriesOf),
    effect: Object.fromEntries(effectsOf(operations)),
    final: Object.fromEntries([...placesAfter(cluster, operations)].filter(([, nodes_]) => nodes_.length > 0)),
  };
}

describe('the measured pairs', () => {
  it.each(vectors.map((vector) => [vector.id, vector.about, vector] as const))(
    '%s: %s',
    async (_id, _about, vector) => {
      const { actions, transition, effect, final } = vector;
      expect(await predicted(vector)).toEqual({
        actions: actions.map(entriesOf),
        transition: transition.map(entriesOf),
        effect,
        final: Object.fromEntries(Object.entries(final).filter(([, nodes]) => nodes.length > 0)),
      });
    },
  );

  it('are all there', () => {
    expect(vectors.length).toBe(251);
  });
});
