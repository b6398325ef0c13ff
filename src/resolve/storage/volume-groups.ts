/** Spec -> volume groups, volumes, and common settings of lvm.conf. */
import type { SourcePath } from '../../base/brand.ts';
import { parseSize } from '../../base/units.ts';
import type * as Spec from '../../spec/spec.gen.ts';
import { DEFAULTS } from '../defaults.ts';
import type { Ledger } from '../ledger.ts';
import { type Table, byName, known, tableOf, written, type Entry } from '../tables.ts';
import type { Lvm } from '../../model/settings.ts';
import type { Target, Lun, VolumeGroup, Volume } from '../../model/shared-storage.ts';

/** Records nothing for a site without volume groups, which has no lvm.conf. */
export function resolveLvm({ storage }: Spec.Site, ledger: Ledger): Lvm {
  const { lvm = {}, volume_groups: groups } = storage ?? {};
  const at = ['storage', 'lvm'];
  const or = ledger.defaultsOf(lvm, DEFAULTS.lvm, groups === undefined ? null : at);
  return {
    from: written(lvm, at),
    lockingType: lvm.locking_type ?? null,
    fallbackToLocalLocking: or('fallback_to_local_locking'),
    waitForLocks: or('wait_for_locks'),
    useLvmetad: or('use_lvmetad'),
    monitoring: or('monitoring'),
    backup: or('backup'),
    archive: or('archive'),
    retainMin: or('retain_min'),
    retainDays: or('retain_days'),
  };
}

/** Sorted by name. Reports `ref/unknown` for LUNs. */
export function resolveVolumeGroups(
  site: Spec.Site,
  targets: readonly Target[],
  ledger: Ledger,
): readonly VolumeGroup[] {
  const luns = lunTable(targets);
  return byName(site.storage?.volume_groups, ['storage', 'volume_groups']).map(({ name, at, value }) => ({
    at,
    name,
    clustered: ledger.defaulted<boolean>(value.clustered, [...at, 'clustered'], DEFAULTS.volume_group.clustered),
    on: ledger.complete(
      value.on.flatMap((reference, index) => ledger.refer(reference, [...at, 'on', index], luns) ?? []),
      value.on,
      [...at, 'on'],
    ),
    volumes: byName(value.volumes, [...at, 'volumes']).map((volume) => resolveVolume(volume, name)),
  }));
}

/** All LUNs by `<target>/<lun>`. */
export function lunTable(targets: readonly Target[]): Table<Lun> {
  const luns = targets.flatMap((target) => target.luns);
  return tableOf(
    'LUN',
    luns,
    ({ target, name }) => `${target}/${name}`,
    (path) => within('targets', 'luns', path),
  );
}

function resolveVolume({ name, at, value }: Entry<Spec.Volume>, group: string): Volume {
  return { at, name, group, size: known(parseSize(typeof value === 'string' ? value : value.size)) };
}

/** All volumes by `<volume group>/<volume>`. */
export function volumeTable(groups: readonly VolumeGroup[]): Table<Volume> {
  const volumes = groups.flatMap((group) => group.volumes);
  return tableOf(
    'volume',
    volumes,
    ({ group, name }) => `${group}/${name}`,
    (path) => within('volume_groups', 'volumes', path),
  );
}

/** The path of a definition `<outer>/<inner>`: `storage.<section>.<outer>.<list>.<inner>`. */
function within(section: string, list: string, path: string): SourcePath {
  const [outer = '', inner = ''] = path.split('/');
  return ['storage', section, outer, list, inner];
}
