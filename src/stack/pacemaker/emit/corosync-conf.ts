/**
 * /etc/corosync/corosync.conf and the authentication key, the same on all nodes. corosync.conf(5).
 */
import { own as entry } from '../../../base/json.ts';
import { hostNames, remotePath, ROOT_FILE, type Draft, type View, type ViewMap } from '../../../emit/draft.ts';
import type { Host } from '../../../model/model.ts';
import type { PacemakerModel, QuorumDevice } from '../options.ts';
import { LINKS, RELOAD, RUNS, START_DEVICE, STOP_DEVICE } from '../push/ids.ts';
import { hasLinks } from '../push/runtime.ts';
import { votesOf } from '../resolve/index.ts';

export const COROSYNC_CONF = remotePath('/etc/corosync/corosync.conf');
export const AUTHKEY = remotePath('/etc/corosync/authkey');

export function* corosyncConf(model: PacemakerModel): Iterable<Draft> {
  const device = model.own.quorumDevice === null ? [] : [STOP_DEVICE, START_DEVICE];
  const needs = [RELOAD, RUNS, ...(hasLinks(model) ? [LINKS] : []), ...device];
  const common = { ...ROOT_FILE, emitter: 'corosync-conf', nodes: hostNames(model.hosts), needs };
  const at = [...model.cluster.at, 'corosync'];
  yield {
    ...common,
    path: COROSYNC_CONF,
    // Without its key corosync -t exits 8. Measured with 3.1.7.
    check: {
      argv: ['corosync', '-t', '-c', { staged: COROSYNC_CONF }],
      ...(isEncrypted(model) ? { reads: [AUTHKEY] } : {}),
    },
    from: [model.cluster.at, ['hosts']],
    body: { template: 'pacemaker/etc/corosync/corosync.conf', view: view(model), encode: 'raw' },
  };
  if (!isEncrypted(model)) return;
  yield {
    ...common,
    path: AUTHKEY,
    mode: 0o400,
    from: [[...at, 'key']],
    body: {
      template: 'pacemaker/etc/corosync/authkey',
      view: { key: { $secret: model.own.corosync.key } },
      encode: 'long-key',
    },
  };
}

/** True if corosync encrypts or authenticates, and so reads the key. */
export function isEncrypted({ own: { corosync } }: PacemakerModel): boolean {
  return corosync.cipher !== 'none' || corosync.hash !== 'none';
}

function view(model: PacemakerModel): ViewMap {
  const { cluster, hosts, own } = model;
  const { corosync, quorumDevice } = own;
  return {
    name: cluster.name,
    transport: corosync.transport,
    cipher: corosync.cipher,
    hash: corosync.hash,
    settings: settings(model),
    ports: corosync.port === null ? [] : [{ port: corosync.port }],
    nodes: hosts.map((host) => nodeView(host, model)),
    twoNode: cluster.quorum?.twoNode === true,
    hasDevice: quorumDevice !== null,
    device: quorumDevice === null ? {} : deviceView(quorumDevice, hosts.length),
    debugging: corosync.debug === null ? [] : [{ debug: corosync.debug ? 'on' : 'off' }],
  };
}

function settings({ own: { corosync } }: PacemakerModel): View {
  const all: readonly (readonly [key: string, value: string | number | null])[] = [
    ['link_mode', corosync.linkMode],
    ['token', corosync.token],
    ['token_coefficient', corosync.tokenCoefficient],
    ['consensus', corosync.consensus],
    ['join', corosync.join],
    ['token_retransmits_before_loss_const', corosync.retransmits],
  ];
  return all.flatMap(([key, value]) => (value === null ? [] : [{ key, value }]));
}

function nodeView({ name, nodeName, nodeId, votes, addresses }: Host, { own }: PacemakerModel): ViewMap {
  const links = [addresses.cluster, ...(entry(own.corosync.links, name) ?? [])];
  return {
    name: nodeName,
    id: nodeId,
    votes: votes === 1 ? [] : [{ count: votes }],
    links: links.map((address, number) => ({ number, address })),
  };
}

function deviceView(device: QuorumDevice, nodes: number): ViewMap {
  const { host, algorithm, port, tls } = device;
  return { votes: votesOf(device, nodes), host, algorithm, tls, ports: port === null ? [] : [{ port }] };
}
