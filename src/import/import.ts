/**
 * The table of contents: files of nodes -> a site, and what has to be said about it. Pure; reading and writing is for
 * others. May import base, diag, catalogue and platform: what the model would derive is handed in.
 *
 * Law: everything is modelled, taken over as `raw` or overlay, or named in a note.
 */
import type { Json, SecretName } from '../base/brand.ts';
import type { JsonMap } from '../base/json.ts';
import { isMap } from '../base/json.ts';
import { parseSize } from '../base/units.ts';
import type { Sealed } from '../base/sealed.ts';
import { dialectOf, platformOf } from '../platform/platform.ts';
import { below, type Reading } from './attributes.ts';
import { clusterSection, only } from '../stack/cman/import/cluster-conf.ts';
import type { Derived } from './guest/domain-xml.ts';
import { bridgesOf } from './guest/domain-devices.ts';
import { readFenceDevices } from '../stack/cman/import/fence-devices.ts';
import { hostFacts, type Needs } from './host-facts.ts';
import { readHosts, usesBelow } from '../stack/cman/import/hosts.ts';
import { withoutRace } from '../stack/cman/import/fence-race.ts';
import { CLUSTER_CONF, type NodeFiles } from './node-files.ts';
import { namesOf } from '../stack/cman/import/node-names.ts';
import { Notebook, type ImportNote, type Remark } from './site/notes.ts';
import { inOrder } from './site/order.ts';
import { guessPlatform } from './platform.ts';
import { pruned, type Defaults } from './site/omit-defaults.ts';
import { readRgmanager } from '../stack/cman/import/rgmanager.ts';
import { readStorage } from './storage/storage.ts';
import { usageOf } from './storage/usage.ts';
import { domainsIn, vmsOf } from './guest/vms.ts';
import { attribute, first, named, type XmlFile } from './xml.ts';

/** What a site takes where nothing is written; the model's own, handed in. */
export type Around = {
  /** What the user says it is. */
  readonly platform: string | undefined;
  /** What it was found to be at least. */
  readonly guess?: string;
  readonly defaults: Defaults;
  readonly uuid: (cluster: string, vm: string) => string;
  readonly mac: (cluster: string, vm: string, index: number) => string;
};

export type Imported = {
  readonly site: JsonMap;
  readonly remarks: readonly Remark[];
  readonly notes: readonly ImportNote[];
  readonly secrets: ReadonlyMap<SecretName, Sealed>;
};

/** `conf` is the cluster.conf of one of the nodes; that the others have the same is for the comparison to say. */
export function importNodes(conf: XmlFile, nodes: readonly NodeFiles[], around: Around): Imported {
  const book = new Notebook();
  const reading: Reading = { file: conf.file, book, at: [] };
  noteOtherConfs(conf, nodes, book);
  const domains = domainsIn(nodes, book);
  const platform = around.platform ?? guessPlatform(nodes, [...domains.values()], conf, { book, better: around.guess });
  const { root } = conf;

  const cluster = clusterSection(root, below(reading, 'cluster'));
  const clusternodes = only(root, 'clusternodes', reading);
  const uses = clusternodes === undefined ? [] : usesBelow(clusternodes);
  const devices = readFenceDevices(only(root, 'fencedevices', reading), uses, below(reading, 'fence_devices'));
  const names = namesOf(
    named(clusternodes, 'clusternode'),
    nodes.map(({ name }) => name),
  );
  const fencing = { devices: devices.names, storage: devices.storage, moved: devices.moved, names };
  const dialect = dialectOf(platformOf(platform));
  const race = dialect.fenceDelay && mapOf(cluster['quorum'])['two_node'] === true;
  const hosts = withoutRace(readHosts(clusternodes, fencing, below(reading, 'hosts')), race, book);
  const rm = readRgmanager(root, names.hosts, reading);

  const clusterName = String(cluster['name'] ?? '');
  const derived: Derived = {
    dialect,
    uuid: (vm) => around.uuid(clusterName, vm),
    mac: (vm, index) => around.mac(clusterName, vm, index),
  };
  const vms = vmsOf(rm, domains, derived, reading);
  const storage = readStorage(hostsOf(hosts, names.hosts, nodes), usageOf(vms, rm.sections), book);
  const needs = needsOf(vms, [...domains.values()]);
  const withFacts = Object.entries(hosts).map(([name, host]): readonly [string, Json] => {
    const node = nodeOf(name, names.hosts, nodes);
    if (node === undefined && storage.hosts.size > 0) {
      const message = `hosts/${name}: no files of this node were read; its initiator name and local_disks have to be added`;
      book.note('assumed', { file: conf.file, line: 0 }, message);
    }
    const nodeName = [...names.hosts].find(([, own]) => own === name)?.[0] ?? name;
    const nodeId = isMap(host) ? Number(host['node_id']) : 0;
    const facts = hostFacts({ name, nodeName, nodeId, files: node, line: 0 }, nodes, needs, book);
    return [name, { ...mapOf(host), ...facts, ...storage.hosts.get(name) }];
  });
  const site: JsonMap = {
    version: 1,
    cluster: withQuorum(
      { ...withQuorumLun(cluster, storage.quorumLun, book), platform, domain: domainOf(names.domain, reading) },
      hosts,
    ),
    ...(book.secrets.size === 0 ? {} : { secrets: { providers: [{ type: 'file', file: SECRETS }] } }),
    ...(Object.keys(devices.section).length === 0 ? {} : { fence_devices: devices.section }),
    hosts: Object.fromEntries(withFacts),
    ...(Object.keys(storage.section).length === 0 ? {} : { storage: storage.section }),
    ...rm.sections,
    ...(Object.keys(vms).length === 0 ? {} : { vms }),
  };
  return {
    site: inOrder(pruned(site, around.defaults)),
    remarks: book.remarks,
    notes: book.notes,
    secrets: book.secrets,
  };
}

/** The file for the values of secrets, beside the site; a name with a dot is no part of the site. */
export const SECRETS = '.secrets.yaml';

/** A cluster whose nodes have different files goes apart at the next start of one. */
function noteOtherConfs(conf: XmlFile, nodes: readonly NodeFiles[], book: Notebook): void {
  const version = ({ root }: XmlFile) => attribute(root, 'config_version') ?? 'none';
  for (const other of nodes.flatMap(({ xml }) => xml.get(CLUSTER_CONF) ?? [])) {
    if (other.file === conf.file) continue;
    const [mine, its] = [conf, other].map(({ root }) => attribute(root, 'name') ?? '');
    if (mine !== its)
      book.note(
        'lost',
        { file: other.file, line: other.root.line },
        `this is the cluster "${its}", not "${mine}"; import it apart`,
        'error',
      );
    if (version(other) === version(conf)) continue;
    const message = `this has config_version ${version(other)}; ${conf.file} with ${version(conf)} was read instead`;
    book.note('changed', { file: other.file, line: other.root.line }, message, 'warning');
  }
}

function hostsOf(hosts: JsonMap, names: ReadonlyMap<string, string>, nodes: readonly NodeFiles[]) {
  return Object.keys(hosts).flatMap((host) => {
    const node = nodeOf(host, names, nodes);
    return node === undefined ? [] : [[host, node] as const];
  });
}

/** The folder of a host: named like it, or like its node. */
function nodeOf(host: string, names: ReadonlyMap<string, string>, nodes: readonly NodeFiles[]): NodeFiles | undefined {
  const nodeName = [...names].find(([, own]) => own === host)?.[0] ?? host;
  return nodes.find(({ name }) => name === host || name === nodeName || name.split('.')[0] === host);
}

function needsOf(vms: JsonMap, domains: readonly XmlFile[]): Needs {
  const all = Object.values(vms).map(mapOf);
  return {
    bytes: all.reduce((sum, vm) => sum + (parseSize(String(vm['memory'])) ?? 0), 0),
    cpus: Math.max(0, ...all.map((vm) => Number(vm['cpus']))),
    bridges: [...new Set(domains.flatMap(({ root }) => bridgesOf(first(root, 'devices'))))].toSorted(),
  };
}

/** What the number of hosts says anyway is left out; that two nodes are no two_node has to be said. */
function withQuorum(cluster: JsonMap, hosts: JsonMap): JsonMap {
  const { two_node: written, expected_votes: expected, ...rest } = mapOf(cluster['quorum']);
  const all = Object.values(hosts).map(mapOf);
  const twoNode = written === true;
  const disk = mapOf(rest['disk']);
  const votes = all.reduce((sum, host) => sum + Number(host['votes'] ?? 1), 0);
  const usual = twoNode ? 1 : 'disk' in rest ? votes + Number(disk['votes'] ?? all.length - 1) : votes;
  const quorum: JsonMap = {
    ...((all.length === 2) === twoNode ? {} : { two_node: twoNode }),
    ...(expected === undefined || expected === usual ? {} : { expected_votes: expected }),
    ...rest,
  };
  const { quorum: _quorum, ...others } = cluster;
  return Object.keys(quorum).length === 0 ? others : { ...others, quorum };
}

/** The quorum disk is on a LUN of its own, which LVM does not see. */
function withQuorumLun(cluster: JsonMap, lun: string | undefined, book: Notebook): JsonMap {
  const quorum = mapOf(cluster['quorum']);
  if (!('disk' in quorum) || lun === undefined) return cluster;
  const { device: _device, ...disk } = mapOf(quorum['disk']);
  const at = ['cluster', 'quorum', 'disk', 'lun'];
  book.assume(
    at,
    { file: 'etc/multipath.conf', line: 0 },
    `that the quorum disk is on ${lun}, the LUN that LVM does not see`,
  );
  return { ...cluster, quorum: { ...quorum, disk: { lun, ...disk } } };
}

function domainOf(domain: string | undefined, { book, file }: Reading): string {
  if (domain !== undefined) return domain;
  book.assume(['cluster', 'domain'], { file, line: 0 }, 'no node has a name with a domain');
  return 'localdomain';
}

function mapOf(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}
