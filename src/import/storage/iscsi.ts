/** The open-iscsi settings of one node: initiator name, credentials, sessions and timeouts. */
import type { Json } from '../../base/brand.ts';
import { nest, type Entries } from '../attributes.ts';
import { own, type JsonMap } from '../../base/json.ts';
import { sizeText } from '../../base/units.ts';
import { INITIATOR_NAME, ISCSID_CONF, textsBelow, type NodeFiles, type TextFile } from '../node-files.ts';
import { isSecretName } from '../../base/secret-names.ts';
import type { ImportNotes, Place } from '../site/notes.ts';
import { readInitiatorName, readSettings, type Line } from '../../formats/settings.ts';
import { yesNo } from '../values.ts';

export type Login = { readonly user: string; readonly password: string };
export type Credentials = { readonly login?: Login; readonly mutual?: Login };

export type Session = { readonly iqn: string; readonly portal: string };

export type Initiator = {
  readonly name: string | undefined;
  readonly node: Credentials;
  readonly discovery: Credentials;
  /** From node records: `nodes/<iqn>/<address>,<port>,<tpgt>/<interface>`. */
  readonly sessions: readonly Session[];
  /** Network cards that sessions are bound to. */
  readonly interfaces: readonly string[];
  readonly settings: JsonMap;
};

/** The open-iscsi settings of a node. */
export function readInitiator(node: NodeFiles, notes: ImportNotes): Initiator {
  const name = node.texts.get(INITIATOR_NAME);
  const conf = node.texts.get(ISCSID_CONF);
  const lines = readSettings(conf?.text ?? '');
  const records = textsBelow(node, 'var/lib/iscsi/nodes/', 'etc/iscsi/nodes/');
  const own = [...records.map(([, one]) => fileOf(one)), ...(conf === undefined ? [] : [{ file: conf.file, lines }])];
  const found = [...discoveryRecords(node), ...own.slice(records.length)];
  return {
    name: name === undefined ? undefined : readInitiatorName(name.text)?.value,
    node: credentials(own, 'node.session.auth', notes),
    discovery: credentials(found, 'discovery.sendtargets.auth', notes),
    sessions: records.flatMap(([path]) => sessionOf(path)),
    interfaces: cardsOf(
      records.map(([path]) => path),
      node,
    ),
    settings: conf === undefined ? {} : settingsOf(lines, conf.file, notes),
  };
}

type SettingsFile = { readonly file: string; readonly lines: ReadonlyMap<string, Line> };

function fileOf({ file, text }: TextFile): SettingsFile {
  return { file, lines: readSettings(text) };
}

function discoveryRecords(node: NodeFiles): readonly SettingsFile[] {
  const records = textsBelow(node, 'var/lib/iscsi/send_targets/', 'etc/iscsi/send_targets/');
  return records.filter(([path]) => path.endsWith('/st_config')).map(([, one]) => fileOf(one));
}

/**
 * Credentials from the first file that has them. They count whatever `authmethod` says: iscsid looks at the password only.
 * open-iscsi, usr/initiator_common.c, iscsi_setup_authentication.
 */
function credentials(files: readonly SettingsFile[], prefix: string, notes: ImportNotes): Credentials {
  const found = files.find(({ lines }) => pair(lines, `${prefix}.username`, `${prefix}.password`) !== undefined);
  const login = pair(found?.lines, `${prefix}.username`, `${prefix}.password`);
  const mutual = pair(found?.lines, `${prefix}.username_in`, `${prefix}.password_in`);
  const method = found?.lines.get(`${prefix}.authmethod`);
  if (found !== undefined && method !== undefined && method.value !== 'CHAP') {
    const message = `${method.key} = ${method.value} with a user and a password logs in with CHAP anyway; written as CHAP`;
    notes.note('changed', { file: found.file, line: method.line }, message);
  }
  return { ...(login === undefined ? {} : { login }), ...(mutual === undefined ? {} : { mutual }) };
}

function pair(file: ReadonlyMap<string, Line> | undefined, user: string, password: string): Login | undefined {
  const [name, secret] = [file?.get(user)?.value, file?.get(password)?.value];
  return name === undefined || secret === undefined || secret === '' ? undefined : { user: name, password: secret };
}

/** Parses `nodes/<iqn>/<address>,<port>,<tpgt>/default`, or a plain file without tpgt. Measured with open-iscsi 2.1.8. */
function sessionOf(path: string): readonly Session[] {
  const [, iqn, address, port] = /\/nodes\/([^/]+)\/([0-9.]+),([0-9]+)(?:,[0-9]+)?(?:\/|$)/.exec(path) ?? [];
  return iqn === undefined || address === undefined ? [] : [{ iqn, portal: `${address}:${port ?? '3260'}` }];
}

/** Cards that the interface records bind to, except `default`. */
function cardsOf(records: readonly string[], node: NodeFiles): readonly string[] {
  const names = records.map((path) => /,[0-9]+\/([^/]+)$/.exec(path)?.[1]).filter((name) => name !== undefined);
  const bound = [...new Set(names)].filter((name) => name !== 'default' && name !== 'iser');
  return bound.map((name) => {
    const [file] = textsBelow(node, `var/lib/iscsi/ifaces/${name}`, `etc/iscsi/ifaces/${name}`);
    return readSettings(file?.[1].text ?? '').get('iface.net_ifacename')?.value ?? name;
  });
}

type SettingReader = (value: string) => Json | undefined;

const inSeconds: SettingReader = (value) => (/^[0-9]{1,6}$/.test(value) ? wholeSeconds(Number(value)) : undefined);
const number: SettingReader = (value) => (/^[0-9]{1,9}$/.test(value) ? Number(value) : undefined);
const boolean: SettingReader = (value) => yesNo(value)?.value;
const bytes: SettingReader = (value) =>
  /^[0-9]{1,9}$/.test(value) && Number(value) % 1024 === 0 ? sizeText(Number(value)) : undefined;
const lower: SettingReader = (value) => value.toLowerCase().replaceAll(' ', '');

/** Seconds as text, such as `120s`. */
function wholeSeconds(value: number): string {
  return value === 0 ? '0s' : `${value}s`;
}

/** Key of open-iscsi -> key of `storage.iscsi`. The iscsid.conf that open-iscsi installs. */
const SETTINGS: { readonly [key: string]: readonly [to: string, read: SettingReader] } = {
  'node.startup': ['startup', lower],
  'node.session.timeo.replacement_timeout': ['replacement_timeout', inSeconds],
  'node.conn[0].timeo.login_timeout': ['login_timeout', inSeconds],
  'node.conn[0].timeo.logout_timeout': ['logout_timeout', inSeconds],
  'node.conn[0].timeo.noop_out_interval': ['noop_interval', inSeconds],
  'node.conn[0].timeo.noop_out_timeout': ['noop_timeout', inSeconds],
  'node.session.err_timeo.abort_timeout': ['abort_timeout', inSeconds],
  'node.session.err_timeo.lu_reset_timeout': ['lu_reset_timeout', inSeconds],
  'node.session.err_timeo.tgt_reset_timeout': ['target_reset_timeout', inSeconds],
  'node.session.initial_login_retry_max': ['login_retries', number],
  'node.session.cmds_max': ['cmds_max', number],
  'node.session.queue_depth': ['queue_depth', number],
  'node.session.nr_sessions': ['sessions', number],
  'node.session.iscsi.InitialR2T': ['initial_r2t', boolean],
  'node.session.iscsi.ImmediateData': ['immediate_data', boolean],
  'node.session.iscsi.FirstBurstLength': ['first_burst_length', bytes],
  'node.session.iscsi.MaxBurstLength': ['max_burst_length', bytes],
  'node.conn[0].iscsi.MaxRecvDataSegmentLength': ['max_receive_segment', bytes],
  'node.conn[0].iscsi.HeaderDigest': ['header_digest', lower],
  'node.conn[0].iscsi.DataDigest': ['data_digest', lower],
  'node.session.iscsi.FastAbort': ['fast_abort', boolean],
};

/** Keys that others express or that every build writes. The comparison reports differences. */
const ELSEWHERE =
  /^(iscsid\.startup|node\.leading_login|(node\.session|discovery\.sendtargets)\.auth\.|node\.session\.xmit_thread_priority|node\.conn\[0\]\.iscsi\.MaxXmitDataSegmentLength|discovery\.sendtargets\.iscsi\.MaxRecvDataSegmentLength|node\.session\.scan|iscsid\.safe_logout)/;

function settingsOf(lines: ReadonlyMap<string, Line>, file: string, notes: ImportNotes): JsonMap {
  const entries = [...lines.values()].flatMap(({ key, value, line }): Entries => {
    const place: Place = { file, line };
    const known = own(SETTINGS, key);
    if (known === undefined) {
      if (!ELSEWHERE.test(key))
        notes.note('lost', place, `${key} = ${isSecretName(key) ? '...' : value} has no place in a site; left out`);
      return [];
    }
    const [to, read] = known;
    const found = read(value);
    if (found === undefined)
      notes.note('lost', place, `${key} = ${value} is not a value that a site can express; left out`);
    return found === undefined ? [] : [[to, found]];
  });
  return nest(entries);
}
