/** Findings that would only echo an earlier one: they speak of what had to be left out. Applied to what the checks found. */
import type { SourcePath } from '../../base/brand.ts';
import type { AnyKind, Diagnostic } from '../../diag/diagnostic.ts';
import { Cuts } from '../../resolve/removed-paths.ts';

/**
 * Does a finding rest on something that is not sound, or may it have been accepted by an entry that could not be read?
 * `apart`: sections of the stack below `cluster` that no finding elsewhere rests on.
 */
export function suppressedBy(
  unsound: readonly SourcePath[],
  kinds: ReadonlyMap<string, AnyKind>,
  apart: readonly string[],
): (finding: Diagnostic) => boolean {
  const all = unsound.some((cut) => cut.length === 0);
  const anyAcceptable = unsound.some(([section]) => section === 'accept');
  const doubtful = new Cuts(unsound.map((cut) => doubtfulAround(cut, [...APART, ...apart])));
  return ({ at, related, code }) => {
    if (all || (anyAcceptable && kinds.get(code)?.acceptable === true)) return true;
    const places = [at, ...related.map((one) => one.at)];
    return places.some((place) => place.in === 'model' && doubtful.touch(place.path));
  };
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
];

/** What a cut puts in doubt: such a part, `hosts/host1/fence`, else the entry of the section: `vms/web01`, `cluster`. */
function doubtfulAround(cut: SourcePath, apart: readonly string[]): SourcePath {
  const depth = ['storage', 'resources'].includes(String(cut[0])) ? 3 : cut[0] === 'cluster' ? 1 : 2;
  return cut.slice(0, apart.includes(String(cut[depth])) ? depth + 1 : depth);
}
