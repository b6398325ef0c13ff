/** WWIDs by alias, and the settings of `storage.multipath`, from one node's multipath.conf. multipath.conf(5). */
import type { Json } from '../../base/brand.ts';
import { own, type JsonMap } from '../../base/json.ts';
import { sectionAt, settingOf, type Section, type Setting } from '../../formats/braces.ts';
import type { ImportNotes } from '../site/notes.ts';

export type Multipath = { readonly wwids: ReadonlyMap<string, string>; readonly settings: JsonMap };

type Reader = (value: string) => Json | undefined;

const text: Reader = (value) => value;
const number: Reader = (value) => (/^[0-9]{1,9}$/.test(value) ? Number(value) : undefined);
const inSeconds: Reader = (value) => (/^[0-9]{1,9}$/.test(value) ? `${value}s` : undefined);
const failback: Reader = (value) => (/^[0-9]{1,9}$/.test(value) ? `${value}s` : value);
/** `fail` means no retry. `queue` retries without limit; a site has no value for that. */
const retry: Reader = (value) => (value === 'fail' ? 0 : number(value));

const POLICY: { readonly [key: string]: readonly [to: string, read: Reader] } = {
  path_grouping_policy: ['path_grouping_policy', text],
  path_selector: ['path_selector', (value) => value.split(' ')[0]],
  path_checker: ['path_checker', text],
  prio: ['prio', text],
  failback: ['failback', failback],
  rr_min_io: ['rr_min_io', number],
  // Its name with request-based multipath.
  rr_min_io_rq: ['rr_min_io', number],
};

const DEFAULTS: typeof POLICY = {
  ...POLICY,
  polling_interval: ['polling_interval', inSeconds],
  no_path_retry: ['no_path_retry', retry],
  fast_io_fail_tmo: ['fast_io_fail_timeout', inSeconds],
  dev_loss_tmo: ['dev_loss_timeout', inSeconds],
};

const DEVICE: typeof POLICY = {
  ...POLICY,
  vendor: ['vendor', text],
  product: ['product', text],
  features: ['features', text],
  hardware_handler: ['hardware_handler', text],
};

/** Keys that every build writes, or that other keys express. */
const ALWAYS = ['user_friendly_names', 'wwid', 'alias'];

export function readMultipath(conf: Section, file: string, notes: ImportNotes): Multipath {
  const maps = sectionAt(conf, 'multipaths')?.sections ?? [];
  const blacklist = sectionAt(conf, 'blacklist')?.settings.filter(({ key }) => key === 'devnode') ?? [];
  const devices = (sectionAt(conf, 'devices')?.sections ?? []).map((one) => keysOf(one, DEVICE, file, notes));
  const typical = maps.find((one) => settingOf(one, 'no_path_retry')?.value !== 'fail') ?? maps[0];
  const settings = {
    ...keysOf(sectionAt(conf, 'defaults'), DEFAULTS, file, notes),
    // The site has one policy for the maps of all LUNs.
    ...keysOf(typical, DEFAULTS, file, notes),
    ...list(
      'blacklist',
      blacklist.map(({ value }) => String(value)).filter((pattern) => pattern !== '.*'),
    ),
    ...list('devices', devices),
  };
  return {
    wwids: new Map(
      maps.map((one) => [String(settingOf(one, 'alias')?.value ?? ''), String(settingOf(one, 'wwid')?.value ?? '')]),
    ),
    settings,
  };
}

function keysOf(section: Section | undefined, table: typeof POLICY, file: string, notes: ImportNotes): JsonMap {
  const entries = (section?.settings ?? []).flatMap((setting): readonly (readonly [string, Json])[] => {
    if (ALWAYS.includes(setting.key)) return [];
    const [to, read] = own(table, setting.key) ?? ['', () => undefined];
    const value = read(String(setting.value));
    if (value === undefined) notes.note('lost', { file, line: setting.line }, sentence(setting));
    return value === undefined ? [] : [[to, value]];
  });
  return Object.fromEntries(entries);
}

function sentence({ key, value }: Setting): string {
  return `${key} ${String(value)} has no place in a site; left out`;
}

function list(key: string, items: readonly Json[]): JsonMap {
  return items.length === 0 ? {} : { [key]: items };
}
