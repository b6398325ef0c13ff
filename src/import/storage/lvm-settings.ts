/** Settings of lvm.conf that have a key in the site. lvm.conf(5). */
import type { JsonMap } from '../../base/json.ts';
import { numberOf, sectionAt, settingOf, textsOf, type Section } from '../../formats/braces.ts';

/** Section, key and kind. The site uses the same names. */
const KNOBS = [
  ['global', 'locking_type', 'number'],
  ['global', 'fallback_to_local_locking', 'flag'],
  ['global', 'wait_for_locks', 'flag'],
  ['global', 'use_lvmetad', 'flag'],
  ['activation', 'monitoring', 'flag'],
  ['backup', 'backup', 'flag'],
  ['backup', 'archive', 'flag'],
  ['backup', 'retain_min', 'number'],
  ['backup', 'retain_days', 'number'],
] as const;

/** The settings of lvm.conf as site keys. Empty without the file. */
export function lvmSettings(conf: Section | undefined): JsonMap {
  const entries = KNOBS.flatMap(([section, key, kind]) => {
    const value = numberOf(sectionAt(conf, section), key);
    if (value === undefined) return [];
    return [[key, kind === 'flag' ? value !== 0 : value] as const];
  });
  return Object.fromEntries(entries.filter(([key, value]) => key !== 'locking_type' || value === 1 || value === 3));
}

/** Volume groups in volume_list, which stay active on the node besides HA-LVM. Undefined without volume_list. */
export function localGroups(conf: Section | undefined): readonly string[] | undefined {
  const activation = sectionAt(conf, 'activation');
  if (settingOf(activation, 'volume_list') === undefined) return undefined;
  return textsOf(activation, 'volume_list').filter((entry) => !entry.startsWith('@'));
}
