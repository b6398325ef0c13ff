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
    const same = JSON.stringify(first?.initiator.node) === JSON.stringify(initiator.node);
    const { login, mutual } = initiator.node;
    if (same || login === undefined) return [];
    const password = notes.secret(`iscsi/${target.name}/${host}`, login.password);
    return [
      [target.name, { user: login.user, password, ...mutualOf(mutual, `iscsi/${target.name}/${host}/mutual`, notes) }],
    ];
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
  if (node === undefined) return {};
  const { node: session, discovery } = node.initiator;
  if (JSON.stringify(session) === JSON.stringify(discovery)) return {};
  if (discovery.login === undefined) return { discovery_chap: false };
  const own = {
    user: discovery.login.user,
    password: notes.secret(`iscsi/${name}/discovery`, discovery.login.password),
  };
  return { discovery_chap: { ...own, ...mutualOf(discovery.mutual, `iscsi/${name}/discovery-mutual`, notes) } };
}
