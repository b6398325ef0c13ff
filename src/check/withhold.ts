/** Findings that would only echo an earlier one: they speak of what had to be left out. Applied to what the checks found. */
import type { SourcePath } from '../base/brand.ts';
import type { AnyKind, Diagnostic } from '../diag/diagnostic.ts';
import { overlaps } from '../model/cuts.ts';

/** Does the finding rest on something that is not sound, or may it have been accepted by an entry that could not be read? */
export function isWithheld(
  { at, related, code }: Diagnostic,
  unsound: readonly SourcePath[],
  kinds: ReadonlyMap<string, AnyKind>,
): boolean {
  const places = [at, ...related.map((one) => one.at)].flatMap((place) => (place.in === 'model' ? [place.path] : []));
  const acceptable = kinds.get(code)?.acceptable === true;
  const touches = (doubtful: SourcePath) => places.some((path) => overlaps(doubtful, path));
  return unsound.some((cut) => cut.length === 0 || (acceptable && cut[0] === 'accept') || touches(doubtfulAround(cut)));
}

/** Parts of an entity that no finding at its other parts rests on; a finding at the entity itself rests on all of them. */
const APART = [
  'fence',
  'unfence',
  'bridges',
  'initiator',
  'local_disks',
  'local_volume_groups',
  'iscsi_interfaces',
  'hosts',
  'chap',
  'interfaces',
  'luns',
  'on',
  'volumes',
  'disks',
  'nics',
  'raw',
  'membership',
  'gfs_controld',
  'group',
  'logging',
  'rgmanager',
  'users',
];

/** What a cut puts in doubt: such a part, `hosts/host1/fence`, else the entry of the section: `vms/web01`, `cluster`. */
function doubtfulAround(cut: SourcePath): SourcePath {
  const depth = ['storage', 'resources'].includes(String(cut[0])) ? 3 : cut[0] === 'cluster' ? 1 : 2;
  return cut.slice(0, APART.includes(String(cut[depth])) ? depth + 1 : depth);
}
