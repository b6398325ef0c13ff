/** Merges the storage settings of all nodes into the section `storage` and the keys of each host. */
import type { Json } from '../../base/brand.ts';
import { isMap, type JsonMap, own } from '../../base/json.ts';
import { lvmSettings } from './lvm-settings.ts';
import type { NodeFiles } from '../node-files.ts';
import type { Dialect } from '../../platform/dialect.ts';
import type { ImportNotes } from '../site/notes.ts';
import { chapOf, discoveryOf, hostKeys } from './storage-hosts.ts';
import { storageNode, type StorageNode } from './storage-node.ts';
import { readTargets, type ImportedTarget } from './targets.ts';
import { readGroups, type Group, type Usage } from './volume-groups.ts';

export type Storage = {
  readonly section: JsonMap;
  /** The only LUN that multipath knows and LVM does not use. */
  readonly quorumLun: string | undefined;
  /** Host name -> its storage keys. */
  readonly hosts: ReadonlyMap<string, JsonMap>;
};

export function readStorage(
  nodes: readonly (readonly [host: string, files: NodeFiles])[],
  usage: Usage,
  dialect: Dialect,
  notes: ImportNotes,
): Storage {
  const read = nodes.map(([host, files]) => storageNode(host, files, dialect, notes));
  const groups = readGroups(read, usage);
  const targets = readTargets(read, groups, notes);
  const written = targets.map((target) => [target.name, targetKeys(target, read, notes)] as const);
  const section: JsonMap = {
    ...(written.length === 0 ? {} : { targets: Object.fromEntries(written) }),
    ...derivedOut(
      {
        ...shared(
          'iscsi',
          read.map(({ initiator }) => initiator.settings),
          read,
          notes,
        ),
        ...shared(
          'multipath',
          read.map(({ multipath }) => multipath?.settings ?? {}),
          read,
          notes,
        ),
        ...shared(
          'lvm',
          read.map((node) => lvmSettings(node.lvm)),
          read,
          notes,
        ),
      },
      targets,
      groups,
    ),
    ...volumeGroups(targets, groups, notes),
  };
  return {
    section,
    quorumLun: spareLun(read, targets),
    hosts: new Map(read.map((node) => [node.host, hostKeys(node, targets, read, notes)])),
  };
}

function spareLun(nodes: readonly StorageNode[], targets: readonly ImportedTarget[]): string | undefined {
  const seen = nodes.flatMap(({ filter }) => filter?.aliases ?? []);
  const all = targets.flatMap(({ name, luns }) => luns.map((lun) => `${name}/${lun.name}`));
  const spare = all.filter(
    (lun) => ![lun.replace('/', '-'), lun.slice(lun.indexOf('/') + 1)].some((name) => seen.includes(name)),
  );
  return seen.length > 0 && spare.length === 1 ? spare[0] : undefined;
}

/** The section of the first node that has it. Differences on other nodes are noted. */
function shared(key: string, all: readonly JsonMap[], nodes: readonly StorageNode[], notes: ImportNotes): JsonMap {
  const common = all.find((settings) => Object.keys(settings).length > 0);
  if (common === undefined) return {};
  for (const [index, settings] of all.entries()) {
    for (const [name, value] of Object.entries(settings).filter(
      ([name, value]) => JSON.stringify(own(common, name)) !== JSON.stringify(value),
    )) {
      const message = `storage.${key}.${name} is ${JSON.stringify(value)} on ${nodes[index]?.host ?? ''} alone; a site has one value for all hosts`;
      notes.note('changed', { file: nodes[index]?.files.name ?? '', line: 0 }, message, 'warning');
    }
  }
  return { [key]: common };
}

/** Omits settings that the site derives from targets and groups. */
function derivedOut(settings: JsonMap, targets: readonly ImportedTarget[], groups: readonly Group[]): JsonMap {
  const multipath = targets.length > 0 && targets.every(({ portals }) => portals.length > 1);
  const derived: { readonly [path: string]: Json } = {
    'iscsi/replacement_timeout': multipath ? '5s' : '120s',
    'multipath/fast_io_fail_timeout': '5s',
    'multipath/no_path_retry': 24,
    'lvm/locking_type': groups.some(({ clustered }) => clustered) ? 3 : 1,
  };
  const sections = Object.entries(settings).map(([name, keys]): readonly [string, Json] => {
    const entries = Object.entries(isMap(keys) ? keys : {}).filter(
      ([key, value]) => own(derived, `${name}/${key}`) !== value,
    );
    return [name, Object.fromEntries(entries)];
  });
  return Object.fromEntries(sections);
}

/** Keys of a target. Hosts are listed only if some host does not log in. */
function targetKeys(target: ImportedTarget, nodes: readonly StorageNode[], notes: ImportNotes): JsonMap {
  const members = nodes.filter(({ host }) => target.hosts.includes(host));
  const [first] = members;
  const cards = first?.initiator.interfaces ?? [];
  const login = first === undefined ? undefined : chapOf(first, target, notes);
  const partial = target.hosts.length > 0 && members.length < nodes.length;
  return {
    portals: target.portals.map((portal): Json => portal.replace(/:3260$/, '')),
    iqn: target.iqn,
    ...(partial ? { hosts: [...target.hosts] } : {}),
    ...(cards.length === 0 ? {} : { interfaces: [...cards] }),
    ...(login === undefined ? {} : { chap: login }),
    ...discoveryOf(first, target, notes),
    luns: Object.fromEntries(
      target.luns.map(({ name, number, size, wwid }) => [
        name,
        { number, size, ...(wwid === undefined ? {} : { wwid }) },
      ]),
    ),
  };
}

function volumeGroups(targets: readonly ImportedTarget[], groups: readonly Group[], notes: ImportNotes): JsonMap {
  const entries = groups.map((group): readonly [string, Json] => {
    const at = ['storage', 'volume_groups', group.name];
    const on = targets.flatMap(({ name, luns }) =>
      luns.filter(({ groups: holds }) => holds.includes(group.name)).map((lun) => `${name}/${lun.name}`),
    );
    for (const { name, known } of group.volumes.filter((volume) => !volume.known))
      if (!known)
        notes.assume(
          [...at, 'volumes', name],
          { file: 'etc/lvm/backup', line: 0 },
          `the size of ${group.name}/${name}`,
        );
    const volumes = Object.fromEntries(group.volumes.map(({ name, size }) => [name, size]));
    return [group.name, { clustered: group.clustered, on, ...(group.volumes.length === 0 ? {} : { volumes }) }];
  });
  return entries.length === 0 ? {} : { volume_groups: Object.fromEntries(entries) };
}
