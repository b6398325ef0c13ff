/**
 * Converts cluster.conf of RHEL 4 to 6 to the site's section `cluster`. Other files handle nodes, fence devices and rgmanager.
 * cluster.conf(5), cman(5).
 */
import type { Json } from '../../../base/brand.ts';
import { mapOf, own, type JsonMap } from '../../../base/json.ts';
import type { XmlElement } from '../../../base/xml.ts';
import { below, noteOthers, readAttributes, section, type Reading, type Rules } from '../../../import/attributes.ts';
import {
  CLUSTER,
  CLVMD,
  CMAN,
  DLM,
  FENCED_OWN,
  FENCE_DAEMON,
  FENCE_XVMD,
  GFS,
  HEURISTIC,
  LOGGING,
  MULTICAST,
  QUORUMD,
  RM,
  TOTEM,
} from './rules/cluster-rules.ts';
import { shortName } from '../../../import/node-names.ts';
import { commentOn, named } from '../../../import/xml.ts';
import { count, text, yesNo } from '../../../import/values.ts';
import { flag } from './rules/values.ts';

/** Sections that other files read. */
const ELSEWHERE = ['clusternodes', 'fencedevices', 'rm'];
const HERE = 'cman totem quorumd fence_daemon dlm gfs_controld clvmd fence_xvmd group logging uidgid'.split(' ');

/** The section `cluster` without platform and domain, which cluster.conf does not hold. */
export function clusterSection(root: XmlElement, reading: Reading): JsonMap {
  noteOthers(root, [...ELSEWHERE, ...HERE], reading);
  const { rrp_mode: mode, ...totem } = keysOf(root, 'totem', TOTEM, reading);
  const cman = withRingMode(cmanKeys(root, reading), mode);
  const disk = quorumDisk(only(root, 'quorumd', reading), below(reading, 'quorum', 'disk'));
  return {
    ...readAttributes(root, CLUSTER, reading, 'raw'),
    ...cman,
    ...section('quorum', { ...mapOf(cman['quorum']), ...section('disk', disk) }),
    ...section('totem', totem),
    fence_daemon: { post_join_delay: FENCED_OWN, ...keysOf(root, 'fence_daemon', FENCE_DAEMON, reading) },
    ...section('dlm', dlm(root, reading)),
    ...section('gfs_controld', keysOf(root, 'gfs_controld', GFS, reading)),
    ...section('clvmd', keysOf(root, 'clvmd', CLVMD, reading)),
    ...(named(root, 'fence_xvmd').length === 0 ? {} : { fence_xvmd: keysOf(root, 'fence_xvmd', FENCE_XVMD, reading) }),
    ...section('group', keysOf(root, 'group', { groupd_compat: ['groupd_compat', count] }, reading)),
    ...section('logging', logging(only(root, 'logging', reading), below(reading, 'logging'))),
    ...section('rgmanager', keysOf(root, 'rm', RM, reading)),
    ...users(root, reading),
  };
}

/** The only element of a name. Of several, the first one's attributes and the children of all count, with a note. */
export function only(root: XmlElement, name: string, { file, notes, at }: Reading): XmlElement | undefined {
  const [found, ...more] = named(root, name);
  if (found === undefined) return undefined;
  for (const { line } of more)
    notes.note('changed', { file, line }, `a second <${name}>: what it holds was added to the first one`, 'warning');
  const remark = commentOn(found, root);
  if (remark !== undefined && !ELSEWHERE.includes(name)) notes.above([...at, own(KEY_OF, name) ?? name], remark);
  if (more.length === 0) return found;
  const names = new Set(found.attributes.map((one) => one.name));
  const added = more.flatMap(({ attributes }) => attributes.filter((one) => !names.has(one.name)));
  const children = [found, ...more].flatMap((one) => one.children);
  return { ...found, attributes: [...found.attributes, ...added], children };
}

const KEY_OF: { readonly [element: string]: string } = { cman: 'quorum', quorumd: 'quorum', rm: 'rgmanager' };

function keysOf(root: XmlElement, name: string, rules: Rules, reading: Reading): JsonMap {
  const element = only(root, name, reading);
  if (element === undefined) return {};
  if (name !== 'rm' && name !== 'dlm') noteOthers(element, [], reading);
  return readAttributes(element, rules, reading, 'raw');
}

function cmanKeys(root: XmlElement, reading: Reading): JsonMap {
  const cman = only(root, 'cman', reading);
  if (cman === undefined) return {};
  noteOthers(cman, ['multicast', 'altmulticast'], reading);
  const { raw, network, ...rest } = readAttributes(cman, CMAN, reading, 'raw');
  const rings = {
    ...section('multicast', multicast(cman, 'multicast', reading)),
    ...section('second_ring', multicast(cman, 'altmulticast', reading)),
  };
  return { ...rest, ...section('network', { ...mapOf(network), ...rings, ...(raw === undefined ? {} : { raw }) }) };
}

/** The ring mode. It is omitted without a second ring. */
function withRingMode(cman: JsonMap, mode: Json | undefined): JsonMap {
  const network = mapOf(cman['network']);
  const ring = mapOf(network['second_ring']);
  if (mode === undefined || Object.keys(ring).length === 0) return cman;
  return { ...cman, network: { ...network, second_ring: { ...ring, mode } } };
}

function multicast(cman: XmlElement, name: string, reading: Reading): JsonMap {
  const element = only(cman, name, reading);
  return element === undefined ? {} : readAttributes(element, MULTICAST, reading, 'lost');
}

function quorumDisk(quorumd: XmlElement | undefined, reading: Reading): JsonMap {
  if (quorumd === undefined) return {};
  noteOthers(quorumd, ['heuristic'], reading);
  const heuristics = named(quorumd, 'heuristic').map((one) => readAttributes(one, HEURISTIC, reading, 'lost'));
  return {
    ...readAttributes(quorumd, QUORUMD, reading, 'raw'),
    ...(heuristics.length === 0 ? {} : { heuristics }),
  };
}

function dlm(root: XmlElement, reading: Reading): JsonMap {
  const element = only(root, 'dlm', reading);
  if (element === undefined) return {};
  noteOthers(element, ['lockspace'], reading);
  const lockspaces = named(element, 'lockspace').map((one) => [nameOf(one), lockspace(one, reading)] as const);
  return {
    ...readAttributes(element, DLM, reading, 'raw'),
    ...section('lockspaces', Object.fromEntries(lockspaces)),
  };
}

function lockspace(element: XmlElement, reading: Reading): JsonMap {
  const masters = named(element, 'master').map((one): Json => {
    const { host, ...rest } = readAttributes(one, { name: ['host', text], weight: ['weight', count] }, reading, 'lost');
    return { host: shortName(String(host ?? '')), ...rest };
  });
  const keys = readAttributes(element, { name: null, nodir: ['nodir', flag] }, reading, 'lost');
  return { ...keys, ...(masters.length === 0 ? {} : { masters }) };
}

function logging(element: XmlElement | undefined, reading: Reading): JsonMap {
  if (element === undefined) return {};
  noteOthers(element, ['logging_daemon'], reading);
  const daemons = new Map<string, JsonMap>();
  for (const one of named(element, 'logging_daemon')) {
    const name = nameOf(one);
    const subsystem = one.attributes.find((attribute) => attribute.name === 'subsys')?.value;
    const keys = loggingKeys(one, reading);
    const before = daemons.get(name) ?? {};
    const subsystems = subsystem === undefined ? undefined : { ...mapOf(before['subsystems']), [subsystem]: keys };
    daemons.set(name, subsystems === undefined ? { ...before, ...keys } : { ...before, subsystems });
  }
  return { ...loggingKeys(element, reading), ...section('daemons', Object.fromEntries(daemons)) };
}

/** `to_logfile` and `logfile` become one key: false, or the file's path. */
function loggingKeys(element: XmlElement, reading: Reading): JsonMap {
  const keys = readAttributes(element, LOGGING, reading, element.name === 'logging' ? 'raw' : 'lost');
  const path = element.attributes.find(({ name }) => name === 'logfile')?.value;
  const off = element.attributes.some(({ name, value }) => name === 'to_logfile' && yesNo(value)?.value === false);
  if (path === undefined) return keys;
  if (off) {
    const message = `<${element.name}> logfile="${path}" has no effect with to_logfile="no"; left out`;
    reading.notes.note('lost', { file: reading.file, line: element.line }, message, 'note');
  }
  return { ...keys, file: off ? false : path };
}

function users(root: XmlElement, reading: Reading): JsonMap {
  const rules: Rules = { uid: ['uid', text], gid: ['gid', text] };
  const list = named(root, 'uidgid').map((one) => readAttributes(one, rules, reading, 'lost'));
  return list.length === 0 ? {} : { users: list };
}

/** The attribute `name` of an element. */
export function nameOf(element: XmlElement): string {
  return element.attributes.find(({ name }) => name === 'name')?.value ?? '';
}
