/** corosync.conf -> `cluster.corosync` and `cluster.quorum`. corosync.conf(5), votequorum(5), corosync-qdevice(8). */
import type { Json } from '../../../base/brand.ts';
import { own, type JsonMap } from '../../../base/json.ts';
import { section } from '../../../import/attributes.ts';
import type { ImportNotes } from '../../../import/site/notes.ts';
import { count, millis, oneOf, text, yesNo, type ValueReader } from '../../../import/values.ts';
import {
  corosyncValues,
  sectionsIn,
  valueIn,
  type CorosyncSection,
  type CorosyncValue,
} from '../formats/corosync-conf.ts';
import { PACEMAKER_DEFAULTS } from '../resolve/defaults.ts';
import { votesOf } from '../resolve/index.ts';

export type CorosyncFile = { readonly file: string; readonly root: CorosyncSection; readonly text: string };

export type CorosyncSections = {
  readonly name: string | undefined;
  readonly corosync: JsonMap;
  readonly quorum: JsonMap;
};

/** Path in corosync.conf -> key below `cluster.corosync`, and reader. Null: read elsewhere, or what every such file says. */
const RULES: { readonly [path: string]: readonly [key: string, read: ValueReader] | null } = {
  'totem.version': null,
  'totem.cluster_name': null,
  'totem.secauth': null,
  'totem.transport': ['transport', oneOf('knet', 'udpu', 'udp')],
  'totem.crypto_cipher': ['cipher', text],
  'totem.crypto_hash': ['hash', text],
  'totem.link_mode': ['link_mode', oneOf('passive', 'active', 'rr')],
  'totem.token': ['token', millis],
  'totem.token_coefficient': ['token_coefficient', millis],
  'totem.consensus': ['consensus', millis],
  'totem.join': ['join', millis],
  'totem.token_retransmits_before_loss_const': ['retransmits', count],
  'totem.interface[0].linknumber': null,
  'totem.interface[0].mcastport': ['port', count],
  'quorum.provider': null,
  'quorum.two_node': null,
  'quorum.expected_votes': null,
  'quorum.device.model': null,
  'quorum.device.votes': null,
  'quorum.device.net.host': null,
  'quorum.device.net.algorithm': null,
  'quorum.device.net.port': null,
  'quorum.device.net.tls': null,
  'logging.debug': ['debug', yesNo],
  // What a build writes into every file.
  'logging.to_stderr': null,
  'logging.to_logfile': null,
  'logging.logfile': null,
  'logging.to_syslog': null,
  'logging.timestamp': null,
};

const KEYS_OF_NODE = /^nodelist[.]node\[[^\]]*\][.](name|nodeid|quorum_votes|ring[0-7]_addr)$/;

const WRITTEN: { readonly [path: string]: readonly string[] } = {
  'logging.to_stderr': ['no'],
  'logging.to_logfile': ['yes'],
  'logging.logfile': ['/var/log/corosync/corosync.log'],
  'logging.to_syslog': ['yes'],
  'logging.timestamp': ['on'],
  'quorum.provider': ['corosync_votequorum'],
  'totem.version': ['2'],
};

/** `hosts`: their number, and the sum of their votes. */
export function corosyncSections(
  conf: CorosyncFile,
  hosts: { readonly count: number; readonly votes: number },
  notes: ImportNotes,
): CorosyncSections {
  const values = corosyncValues(conf.text) ?? [];
  const entries = values.flatMap((value) => keyOf(value, conf.file, notes));
  const keys = withoutEncryption(Object.fromEntries(entries), conf.root);
  return {
    name: valueIn(sectionsIn(conf.root, 'totem')[0], 'cluster_name'),
    corosync: keys,
    quorum: quorumOf(conf, hosts, notes),
  };
}

function keyOf(
  { key, text: written, line }: CorosyncValue,
  file: string,
  notes: ImportNotes,
): readonly (readonly [string, Json])[] {
  const rule = own(RULES, key);
  const place = { file, line };
  if (rule === undefined && KEYS_OF_NODE.test(key)) return [];
  const usual = own(WRITTEN, key);
  if (usual !== undefined && !usual.includes(written))
    notes.note(
      'changed',
      place,
      `${key}: "${written}" is written as ${usual.join('')}: every file that clusterc writes says so`,
    );
  if (rule === null) return [];
  const found = rule?.[1](written);
  if (rule !== undefined && found !== undefined) return [[rule[0], found.value]];
  notes.note(
    'lost',
    place,
    `${key}: "${written}" ${rule === undefined ? 'is not modelled' : 'is not a value that a site can express'}; left out`,
  );
  return [];
}

const USUAL: { readonly [key: string]: { readonly value: Json } } = PACEMAKER_DEFAULTS.corosync;

/** Without a cipher corosync does not encrypt, and a site does; `secauth: on` means aes256 and sha1. corosync.conf(5). */
function withoutEncryption(keys: JsonMap, root: CorosyncSection): JsonMap {
  const secauth = valueIn(sectionsIn(root, 'totem')[0], 'secauth') === 'on';
  const [cipher, hash] = secauth ? ['aes256', 'sha1'] : ['none', 'none'];
  const transport = keys['transport'] ?? 'knet';
  if (transport !== 'knet' && !secauth) return keys;
  const all: JsonMap = { cipher, hash, ...keys };
  return Object.fromEntries(Object.entries(all).filter(([key, value]) => own(USUAL, key)?.value !== value));
}

/** Without what the number of hosts says anyway. */
function quorumOf(
  { root, file }: CorosyncFile,
  hosts: { readonly count: number; readonly votes: number },
  notes: ImportNotes,
): JsonMap {
  const [quorum] = sectionsIn(root, 'quorum');
  const [device] = sectionsIn(quorum, 'device');
  const twoNode = valueIn(quorum, 'two_node') === '1';
  const derived = hosts.count === 2 && device === undefined;
  const expected = quorum?.values.find(({ key }) => key === 'expected_votes');
  const usual = twoNode ? [1, 2] : [hosts.votes];
  if (expected !== undefined && !usual.includes(Number(expected.text)))
    notes.note(
      'lost',
      { file, line: expected.line },
      `quorum.expected_votes: "${expected.text}" is left out: corosync counts the nodes itself`,
    );
  else if (expected !== undefined)
    notes.note(
      'changed',
      { file, line: expected.line },
      `quorum.expected_votes: "${expected.text}" is not written: corosync counts the nodes itself`,
    );
  return {
    ...(twoNode === derived ? {} : { two_node: twoNode }),
    ...(device === undefined ? {} : section('device', deviceOf(device, file, hosts.count, notes))),
  };
}

function deviceOf(device: CorosyncSection, file: string, hosts: number, notes: ImportNotes): JsonMap {
  const [net] = sectionsIn(device, 'net');
  const host = valueIn(net, 'host');
  const model = valueIn(device, 'model');
  if (host === undefined || model !== 'net') {
    notes.note(
      'lost',
      { file, line: device.line },
      `quorum.device: the model "${model ?? 'none'}", or one without a host, is not modelled; left out`,
      'error',
    );
    return {};
  }
  const algorithm = valueIn(net, 'algorithm') === 'lms' ? 'lms' : 'ffsplit';
  const port = valueIn(net, 'port');
  const tls = valueIn(net, 'tls');
  const votes = device.values.find(({ key }) => key === 'votes');
  const usual = votesOf({ algorithm }, hosts);
  if (votes !== undefined && Number(votes.text) !== usual)
    notes.note(
      'changed',
      { file, line: votes.line },
      `quorum.device.votes: "${votes.text}" is written as ${usual}, as ${algorithm} asks for`,
      'warning',
    );
  return {
    host,
    algorithm,
    ...(port === undefined || port === '5403' ? {} : { port: Number(port) }),
    ...(tls === undefined || tls === 'on' ? {} : { tls }),
  };
}
