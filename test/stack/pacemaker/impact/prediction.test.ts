import { describe, expect, it } from 'vitest';
import { as, type FileId } from '../../../../src/base/brand.ts';
import type { XmlElement } from '../../../../src/base/xml.ts';
import { lineAt } from '../../../../src/edge/xml/xml-lines.ts';
import { ofCib } from '../../../../src/stack/pacemaker/impact/prediction.ts';
import { baseOf, cibOf, vectors, type Vector } from './recorded.ts';
import { parsed } from './witness.ts';

function vector(id: string): Vector {
  const found = vectors.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no pair ${id}`);
  return found;
}

const place = (line: number) => lineAt(as<FileId>('new.xml'), '\n'.repeat(500), line);
const lines = { before: place, after: place };

function compared(live: XmlElement, desired: XmlElement) {
  return ofCib({ live, desired, members: [], lines }).prediction;
}

async function predicted(id: string) {
  const pair = vector(id);
  return compared(await parsed(baseOf(pair)), await parsed(cibOf(pair)));
}

/** Without its status and nodes: as it is built. */
function built(text: string): string {
  return text.replace(/<status>[\s\S]*<\/status>/, '<status/>').replace(/<nodes>[\s\S]*<\/nodes>/, '<nodes/>');
}

describe('a change of the CIB', () => {
  it('names what restarts, why, where and for how long at most', async () => {
    const { services, summary, activation, diagnostics } = await predicted('vm-config-path');
    expect(services).toMatchInlineSnapshot(`
      [
        {
          "causes": [
            {
              "attribute": "config",
              "line": 81,
              "words": "vm1: config "/etc/clusterc/vms/vm1.xml" -> "/etc/clusterc/vms/vm1-b.xml"",
            },
          ],
          "effect": "restart",
          "name": "vm1",
          "sentence": "vm1 restarts (host1): resource definition change; down for up to 7 min",
          "severity": "outage",
        },
      ]
    `);
    expect(summary).toBe('vm1 restarts; everything else keeps running');
    expect(activation).toBe('live');
    expect(diagnostics.map(({ code }) => code)).toEqual(['pcmk/disruptive-change']);
  });

  it('is refused where a constraint names a resource that does not exist', async () => {
    const { diagnostics, services } = await predicted('vm-removed-keep-constraints');
    expect(services).toEqual([]);
    expect(diagnostics.map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "the cluster refuses the document: rsc_order names vm1 in then, and there is no such element",
        "the cluster refuses the document: rsc_colocation names vm1 in rsc, and there is no such element",
        "the cluster refuses the document: rsc_location names vm1 in rsc, and there is no such element",
        "the cluster refuses the document: rsc_location names vm1 in rsc, and there is no such element",
      ]
    `);
  });

  it('is not predicted with bundles or nodes that are resources', async () => {
    const pair = vector('vm-config-path');
    const text = cibOf(pair).replace(
      '</resources>',
      '<bundle id="b"/><primitive id="r" class="ocf" provider="pacemaker" type="remote"/></resources>',
    );
    const { diagnostics } = compared(await parsed(baseOf(pair)), await parsed(text));
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'what the bundle b does is not predicted',
      'what the remote node r does is not predicted',
    ]);
  });

  it('says what the cluster would do without it as well, which is no difference', async () => {
    const pair = vector('vm-config-path');
    const running = await parsed(cibOf(pair));
    const { services, isDifferent, diagnostics } = compared(running, running);
    expect(services.map(({ sentence }) => sentence)).toEqual([
      'vm1 restarts (host1): resource definition change, as it would without the change; down for up to 7 min',
    ]);
    expect({ isDifferent, diagnostics }).toEqual({ isDifferent: false, diagnostics: [] });
  });

  it('without a status is that of a cluster at rest, and says so', async () => {
    const pair = vector('vm-config-path');
    const [old, now] = [await parsed(built(baseOf(pair))), await parsed(built(cibOf(pair)))];
    const { services, doubts } = compared(old, now);
    expect(services.map(({ name, effect }) => [name, effect])).toEqual([['vm1', 'restart']]);
    expect(doubts).toHaveLength(1);
    expect(compared(old, old)).toMatchObject({ services: [], isDifferent: false });
  });

  it('keeps what pacemaker and operators wrote when a built document replaces a running one', async () => {
    const pair = vector('vm-config-path');
    const running = baseOf(pair)
      .replace('</cluster_property_set>', '<nvpair id="x-dc" name="dc-version" value="2.1.5"/></cluster_property_set>')
      .replace('</constraints>', '<rsc_location id="cli-prefer-vm1" rsc="vm1" node="host1" score="1"/></constraints>');
    const { services, isDifferent } = compared(await parsed(running), await parsed(built(baseOf(pair))));
    expect({ services, isDifferent }).toEqual({ services: [], isDifferent: false });
  });

  it.each([
    ['node-removed-from-nodes', ['pcmk/node-removed']],
    ['node-added', ['pcmk/fences-node']],
    ['vm-renamed', ['pcmk/primitive-id-change', 'pcmk/short-stop', 'pcmk/disruptive-change']],
    ['drain-and-return', ['pcmk/drain-swap', 'pcmk/disruptive-change']],
    ['drain-return-first', []],
    ['clone-removed', ['pcmk/clone-stop-under-vm', 'pcmk/short-stop', 'pcmk/disruptive-change']],
    ['clone-added-order-only', ['pcmk/new-dependency-restart', 'pcmk/disruptive-change']],
    ['clone-added-order-optional', []],
    ['grp-member-middle', ['pcmk/group-middle', 'pcmk/disruptive-change']],
    ['grp-member-end', []],
    ['scsi-delay', ['pcmk/unfencing-change', 'pcmk/disruptive-change']],
    ['scsi-devices', ['pcmk/unfencing-change', 'pcmk/disruptive-change']],
    ['scsi-same', []],
    ['meta-unmanaged-storage-param', ['pcmk/unmanaged-storage', 'pcmk/disruptive-change']],
    ['meta-unmanaged-standby', ['pcmk/unmanaged-storage', 'pcmk/disruptive-change']],
    ['node-maintenance-standby', []],
    ['fence-ip', []],
    ['vm-added', []],
    ['loc-swapped', []],
    ['prop-symmetric-cluster', ['pcmk/disruptive-change']],
    ['meta-priority', []],
    ['clone-renamed', []],
  ])('has the findings of its kind: %s', async (id, codes) => {
    const { diagnostics } = await predicted(id);
    expect([...new Set(diagnostics.map(({ code }) => code))]).toEqual(codes);
  });

  it('shows no secret', async () => {
    const { services } = await predicted('fence-password');
    expect(services.flatMap(({ causes }) => causes.map(({ words }) => words))).toEqual([
      'fence-host1: password (hidden) -> (hidden)',
    ]);
  });
});
