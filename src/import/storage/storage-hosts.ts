/** Storage settings of each host: initiator name, logins, cards, disks and groups. */
import type { Json } from '../../base/brand.ts';
import type { JsonMap } from '../../base/json.ts';
import type { Login } from './iscsi.ts';
import { localGroups } from './lvm-settings.ts';
import { LVM_CONF } from '../node-files.ts';
import type { ImportNotes } from '../site/notes.ts';
import type { StorageNode } from './storage-node.ts';
import type { ImportedTarget } from './targets.ts';

export function hostKeys(
  node: StorageNode,
  targets: readonly ImportedTarget[],
  nodes: readonly StorageNode[],
  notes: ImportNotes,
): JsonMap {
  const shared = targets.flatMap(({ luns }) => luns).flatMap((lun) => lun.groups);
  const { host, files, initiator, filter, lvm } = node;
  const own = targets.filter((target) => target.hosts.includes(host));
  const chap = own.flatMap((target): readonly (readonly [string, Json])[] => {
    const first = nodes.find((other) => target.hosts.includes(other.host));
    const [mine, usual] = [initiator, first?.initiator].map((one) => JSON.stringify([one?.node, one?.discovery]));
    const { login, mutual } = initiator.node;
    if (mine === usual || login === undefined) return [];
    const name = `iscsi/${target.name}/${host}`;
    const password = notes.secret(name, login.password);
    // What the target says of discovery counts, else the session's own login.
    const derived = isApart(first) ? first?.initiator.discovery : initiator.node;
    const isDerived = JSON.stringify(derived) === JSON.stringify(initiator.discovery);
    const discovery = isDerived ? undefined : discoveryIn(node, name, notes);
    const more = discovery === undefined ? {} : { discovery };
    return [[target.name, { user: login.user, password, ...mutualOf(mutual, `${name}/mutual`, notes), ...more }]];
  });
  const groups = localGroups(lvm);
  if (lvm !== undefined && filter?.rejectsRest !== true) {
    const message = `hosts/${host}/local_disks: the filter of lvm.conf lets everything pass, so that no file says which disks the host needs`;
    notes.note('assumed', { file: files.texts.get(LVM_CONF)?.file ?? '', line: filter?.line ?? 0 }, message);
  }
  return {
    ...(initiator.name === undefined ? {} : { initiator: initiator.name }),
    ...(filter === undefined || !filter.rejectsRest ? {} : { local_disks: [...filter.localDisks] }),
    ...(groups === undefined ? {} : { local_volume_groups: groups.filter((name) => !shared.includes(name)) }),
    ...interfacesOf(node, own, nodes),
    ...(chap.length === 0 ? {} : { chap: Object.fromEntries(chap) }),
  };
}

/** Cards of a host that are named differently from those of the first host. */
function interfacesOf(node: StorageNode, targets: readonly ImportedTarget[], nodes: readonly StorageNode[]): JsonMap {
  const own = node.initiator.interfaces;
  const others = targets.filter((target) => {
    const first = nodes.find(({ host }) => target.hosts.includes(host));
    return own.length > 0 && first?.initiator.interfaces.join(' ') !== own.join(' ');
  });
  const entries = others.map(({ name }): readonly [string, Json] => [name, [...own]]);
  return entries.length === 0 ? {} : { iscsi_interfaces: Object.fromEntries(entries) };
}

export function chapOf(
  { initiator: { node } }: StorageNode,
  { name }: ImportedTarget,
  notes: ImportNotes,
): JsonMap | undefined {
  if (node.login === undefined) return undefined;
  const own = { user: node.login.user, password: notes.secret(`iscsi/${name}`, node.login.password) };
  return { ...own, ...mutualOf(node.mutual, `iscsi/${name}/mutual`, notes) };
}

function mutualOf(login: Login | undefined, secret: string, notes: ImportNotes): JsonMap {
  return login === undefined ? {} : { mutual: { user: login.user, password: notes.secret(secret, login.password) } };
}

/** Credentials for discovery; by default those of the session. */
export function discoveryOf(node: StorageNode | undefined, { name }: ImportedTarget, notes: ImportNotes): JsonMap {
  return node !== undefined && isApart(node) ? { discovery_chap: discoveryIn(node, `iscsi/${name}`, notes) } : {};
}

/** Does discovery log in otherwise than the session? */
function isApart(node: StorageNode | undefined): boolean {
  return JSON.stringify(node?.initiator.node) !== JSON.stringify(node?.initiator.discovery);
}

function discoveryIn({ initiator: { discovery } }: StorageNode, secret: string, notes: ImportNotes): Json {
  if (discovery.login === undefined) return false;
  const { user, password } = discovery.login;
  const own = { user, password: notes.secret(`${secret}/discovery`, password) };
  return { ...own, ...mutualOf(discovery.mutual, `${secret}/discovery-mutual`, notes) };
}
