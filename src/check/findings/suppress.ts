/** Suppresses findings that only repeat an earlier one about something left out. Applied to the result of the checks. */
import type { SourcePath } from '../../base/brand.ts';
import { own } from '../../base/json.ts';
import type { Codes, Diagnostic } from '../../diag/diagnostic.ts';
import { Cuts } from '../../resolve/removed-paths.ts';

/**
 * Does a finding depend on something invalid, or may an unreadable entry accept it? `apart`: sections of the stack below
 * `cluster` that no finding elsewhere depends on.
 */
export function suppressedBy(
  unsound: readonly SourcePath[],
  codes: Codes,
  apart: readonly string[],
): (finding: Diagnostic) => boolean {
  const all = unsound.some((cut) => cut.length === 0);
  const anyAcceptable = unsound.some(([section]) => section === 'accept');
  const doubtful = new Cuts(unsound.map((cut) => doubtfulAround(cut, [...APART, ...apart])));
  return ({ at, related, code }) => {
    if (all || (anyAcceptable && codes.get(code)?.acceptable === true)) return true;
    const places = [at, ...related.map((one) => one.at)];
    return places.some((place) => place.in === 'model' && doubtful.touch(place.path));
  };
}

/** Parts of an entity that no finding at its other parts depends on. A finding at the entity itself depends on all of them. */
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

/** The same for VMs and their layers, the cluster, and hosts. What depends on two of them names both places. */
const APART_IN_VMS = ['memory', 'cpus', 'cpu', 'graphics', 'uuid', 'balloon', 'watchdog'];
const APART_IN: { readonly [section: string]: readonly string[] } = {
  vms: APART_IN_VMS,
  profiles: APART_IN_VMS,
  groups: APART_IN_VMS,
  cluster: ['name', 'domain'],
  hosts: ['node_id', 'address', 'memory', 'cpus'],
};

/** What an invalid value affects: such a part, `hosts/host1/fence`, else the whole entry: `vms/web01`, `cluster`. */
function doubtfulAround(cut: SourcePath, apart: readonly string[]): SourcePath {
  const depth = ['storage', 'resources'].includes(String(cut[0])) ? 3 : cut[0] === 'cluster' ? 1 : 2;
  const parts = [...apart, ...(own(APART_IN, String(cut[0])) ?? [])];
  return cut.slice(0, parts.includes(String(cut[depth])) ? depth + 1 : depth);
}
