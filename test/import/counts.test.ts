/** IMPORT.md counts the settings of the files. Each part is counted on its own, which shows one that was overlooked. */
import { describe, expect, it } from 'vitest';
import { changesIn } from '../../src/diff/changes.ts';
import { matchedMeanings, meaningOf } from '../../src/diff/compare.ts';
import { addsUp, sumOf, type Tally } from '../../src/import/deviation.ts';
import { tallyOf } from '../../src/import/outcomes.ts';
import { renderReport } from '../../src/import/site/report.ts';
import { operations } from '../../src/stack/cman/operations.ts';
import { rootOf } from '../support/xml.ts';

const PATH = '/etc/cluster/vms/vm1.xml';
const FOUND = `<domain type="kvm" id="3"><name>vm1</name><memory>1024</memory><vcpu>2</vcpu><devices>
  <disk type="block"><source dev="/dev/a"/><target dev="vda"/><address type="pci"/></disk>
  <interface type="bridge"><mac address="52:54:00:00:00:01"/><model type="virtio"/></interface>
  <sound model="ich6"/><memballoon model="virtio"/><empty/></devices></domain>`;
const BUILT = `<domain type="kvm"><name>vm1</name><memory>2048</memory><vcpu>2</vcpu><devices>
  <disk type="block"><source dev="/dev/a"/><target dev="vda"/></disk>
  <interface type="bridge"><mac address="52:54:00:00:00:01"/></interface><empty/><rng model="virtio"/></devices></domain>`;

async function counted(forgotten: number): Promise<Tally> {
  const formats = { own: operations.compared, release: { lvm2Merges: true } };
  const [found, desired] = await Promise.all(
    [FOUND, BUILT].map(async (text) => meaningOf(PATH, { text, root: await rootOf(text) }, formats)),
  );
  if (typeof found !== 'object' || typeof desired !== 'object') throw new Error('these are domains');
  const parts = matchedMeanings({ found, desired });
  return tallyOf(found.parts, parts, [...changesIn(parts, () => false)].slice(forgotten));
}

const report = (tally: Tally) =>
  renderReport({
    cluster: 'c',
    sources: ['n1'],
    notes: [],
    comparison: { deviations: [], notCompared: [], tally },
    firstPush: [],
    inSpite: false,
    findings: [],
  });

describe('the counts of an import', () => {
  it('are those of the files', async () => {
    // Memory is changed, the model of the card and the sound card are left out; id, address and memballoon are libvirt's.
    const tally = await counted(0);
    expect(tally).toEqual({ read: 15, kept: 9, implied: 3, changed: 1, leftOut: 2, added: 1 });
    expect(addsUp(tally)).toBe(true);
    expect(report(tally)).toContain(
      'Settings read: 15 = 12 kept (3 of them as what daemons take anyway) + 1 changed + 2 left out. Added by the build: 1.',
    );
  });

  it('do not add up where a difference was overlooked, and IMPORT.md says so', async () => {
    const tally = await counted(1);
    expect(addsUp(tally)).toBe(false);
    expect(addsUp(sumOf(await counted(0), tally))).toBe(false);
    expect(report(tally)).toContain('**These counts do not add up');
  });
});
