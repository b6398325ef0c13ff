/** What lvm.conf, iscsid.conf, initiatorname.iscsi and multipath.conf mean: values by key. */
import { own } from '../../base/json.ts';
import { parseBraces, type Section } from '../../formats/braces.ts';
import { LVM_DEFAULTS } from './lvm-defaults.ts';
import { isSecretName } from '../../base/secret-names.ts';
import type { Meaning } from '../meaning.ts';
import { readInitiatorName, readSettings } from '../../formats/settings.ts';

/** Each setting is a thing of its own, so that a difference has its line. */
export function lvmMeaning(text: string): Meaning {
  return file('lvm.conf', settingsIn(parseBraces(text).root, ''), LVM_DEFAULTS);
}

export function multipathMeaning(text: string): Meaning {
  return file('multipath.conf', settingsIn(parseBraces(text).root, ''), {});
}

type Value = { readonly key: string; readonly value: string; readonly line: number };

function settingsIn({ settings, sections }: Section, within: string): readonly Value[] {
  const own = settings.map(({ key, value, line }) => ({
    key: `${within}${key}`,
    value: valueOf(key, [value].flat().map(String)),
    line,
  }));
  return [...own, ...sections.flatMap((section) => settingsIn(section, `${within}${nameIn(section)}/`))];
}

/** Sections that there may be several of are told apart by what they are about. */
function nameIn({ name, settings }: Section): string {
  const about = settings
    .filter(({ key }) => ['wwid', 'vendor', 'product'].includes(key))
    .map(({ value }) => String(value));
  return name === 'multipath' || name === 'device' ? `${name} ${about.join(' ')}` : name;
}

/** The order of patterns counts from the first that rejects: those that accept before it are in any. A dot is meant as a dot. */
function valueOf(key: string, values: readonly string[]): string {
  if (!/^(global_)?filter$/.test(key)) return values.join(' ');
  const patterns = values.map((pattern) => pattern.replace(/\[([.+])\]|\\([.+])/g, '$1$2'));
  const end = patterns.findIndex((pattern) => !pattern.startsWith('a'));
  const accepted = patterns.slice(0, end < 0 ? patterns.length : end);
  return [...accepted.toSorted(), ...patterns.slice(accepted.length)].join(' ');
}

/** Of several values of a key the first one counts. */
function file(what: string, values: readonly Value[], defaults: { readonly [key: string]: string }): Meaning {
  const firsts = values.filter(({ key }, index) => values.findIndex((other) => other.key === key) === index);
  const differing = firsts.filter(({ key, value }) => own(defaults, key) !== value);
  return {
    what,
    key: what,
    line: 0,
    values: new Map(),
    children: differing.map(({ key, value, line }) => ({
      what: key,
      key,
      line,
      values: new Map([['', shown(key, value)]]),
      children: [],
    })),
  };
}

function shown(key: string, value: string): string {
  return isSecretName(key) ? '...' : value;
}

/** What open-iscsi takes where nothing is said; both built and original may leave it out. Domain reference, 6.2, upstream. */
const ISCSID_DEFAULTS: { readonly [key: string]: string } = {
  'node.leading_login': 'No',
  'node.session.auth.authmethod': 'None',
  'discovery.sendtargets.auth.authmethod': 'None',
  'node.session.timeo.replacement_timeout': '120',
  'node.conn[0].timeo.login_timeout': '15',
  'node.conn[0].timeo.logout_timeout': '15',
  'node.conn[0].timeo.noop_out_interval': '5',
  'node.conn[0].timeo.noop_out_timeout': '5',
  'node.session.err_timeo.abort_timeout': '15',
  'node.session.err_timeo.lu_reset_timeout': '30',
  'node.session.err_timeo.tgt_reset_timeout': '30',
  'node.session.initial_login_retry_max': '8',
  'node.session.cmds_max': '128',
  'node.session.queue_depth': '32',
  'node.session.xmit_thread_priority': '-20',
  'node.session.nr_sessions': '1',
  'node.session.iscsi.InitialR2T': 'No',
  'node.session.iscsi.ImmediateData': 'Yes',
  'node.session.iscsi.FirstBurstLength': '262144',
  'node.session.iscsi.MaxBurstLength': '16776192',
  'node.session.iscsi.FastAbort': 'Yes',
  'node.conn[0].iscsi.MaxRecvDataSegmentLength': '262144',
  'node.conn[0].iscsi.MaxXmitDataSegmentLength': '0',
  'node.conn[0].iscsi.HeaderDigest': 'None',
  'node.conn[0].iscsi.DataDigest': 'None',
  'discovery.sendtargets.iscsi.MaxRecvDataSegmentLength': '32768',
};

export function iscsidMeaning(text: string): Meaning {
  return file('iscsid.conf', [...readSettings(text).values()], ISCSID_DEFAULTS);
}

export function initiatorMeaning(text: string): Meaning {
  const name = readInitiatorName(text);
  return file('initiatorname.iscsi', name === undefined ? [] : [name], {});
}
