import { describe, expect, it } from 'vitest';
import { ofCib } from '../../../../src/stack/pacemaker/impact/prediction.ts';
import { RECORDED, baseOf, cibOf, vectors, type Vector } from './recorded.ts';
import { parsed } from './witness.ts';

function vector(id: string): Vector {
  const found = vectors.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no pair ${id}`);
  return found;
}

async function predicted(id: string) {
  const pair = vector(id);
  return ofCib(await parsed(cibOf(pair)), { live: await parsed(baseOf(pair)), now: RECORDED });
}

describe('a change of the CIB', () => {
  it('names what restarts, why, where and for how long at most', async () => {
    const { services, summary, activation } = await predicted('vm-config-path');
    expect(services).toMatchInlineSnapshot(`
      [
        {
          "effect": "restart",
          "name": "vm1",
          "outage": 420000,
          "pending": false,
          "sentence": "vm1 restarts (host1): resource definition change",
          "severity": 3,
        },
      ]
    `);
    expect(summary).toMatchInlineSnapshot(`"1 interrupted"`);
    expect(activation).toBe('live');
  });

  it('is refused where a constraint names what is not there', async () => {
    const { refused, services } = await predicted('vm-removed-keep-constraints');
    expect(services).toEqual([]);
    expect(refused.map(({ sentence }) => sentence)).toMatchInlineSnapshot(`
      [
        "rsc_order names vm1 in then, and there is no such element",
        "rsc_colocation names vm1 in rsc, and there is no such element",
        "rsc_location names vm1 in rsc, and there is no such element",
        "rsc_location names vm1 in rsc, and there is no such element",
      ]
    `);
  });

  it('is not predicted without the running document', async () => {
    const { refused } = ofCib(await parsed(cibOf(vector('vm-config-path'))), { live: null, now: RECORDED });
    expect(refused.map(({ sentence }) => sentence)).toEqual([
      'the running cluster was not read, so what it would do is not known',
    ]);
  });

  it('is not predicted with bundles or nodes that are resources', async () => {
    const pair = vector('vm-config-path');
    const text = cibOf(pair).replace(
      '</resources>',
      '<bundle id="b"/><primitive id="r" class="ocf" provider="pacemaker" type="remote"/></resources>',
    );
    const { refused } = ofCib(await parsed(text), { live: await parsed(baseOf(pair)), now: RECORDED });
    expect(refused.map(({ sentence }) => sentence)).toEqual([
      'what the bundle b does is not predicted',
      'what the remote node r does is not predicted',
    ]);
  });

  it('says what the cluster would do without it as well', async () => {
    const pair = vector('vm-config-path');
    const desired = await parsed(cibOf(pair));
    const { services } = ofCib(desired, { live: desired, now: RECORDED });
    expect(services.map(({ pending }) => pending)).toEqual(services.map(() => true));
    expect(services.length).toBeGreaterThan(0);
  });
});
