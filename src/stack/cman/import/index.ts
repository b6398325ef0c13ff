/** Imports cman clusters: cluster.conf becomes hosts, fencing, services and VM policy. */
import { FAMILIES } from '../families.ts';
import { as, type FileId } from '../../../base/brand.ts';
import { mapOf, type JsonMap } from '../../../base/json.ts';
import { below, section, type Reading } from '../../../import/attributes.ts';
import type { ImportContext, Importer, StackSections } from '../../../import/importer.ts';
import type { NodeFiles } from '../../../import/node-files.ts';
import { namesOf } from '../../../import/node-names.ts';
import { named } from '../../../import/xml.ts';
import { clusterSection, nameOf, only } from './cluster-conf.ts';
import { CLUSTER_CONF, confsOf, newestConf, noteOtherConfs } from './conf-files.ts';
import { readFenceDevices } from './fencing/fence-devices.ts';
import { withoutRace } from './fencing/fence-race.ts';
import { firstPush } from './first-push.ts';
import { notAClusterConf } from './findings.ts';
import { readHosts, usesBelow } from './hosts.ts';
import { NEVER_WRITTEN } from './rules/never-written.ts';
import { withQuorum, withQuorumLun } from './quorum.ts';
import { releaseOf } from './release.ts';
import { readRgmanager } from './rgmanager.ts';
import { vmFolders } from './vm-folders.ts';

export const importer: Importer = {
  files: [{ path: CLUSTER_CONF, format: 'xml' }],
  guestAttributes: ['path', 'xmlfile'],
  assumed: 'rhel6',
  families: FAMILIES,
  recognises: ({ xml }) => xml.has(CLUSTER_CONF),
  objections: (nodes) =>
    confsOf(nodes)
      .filter(({ root }) => root.name !== 'cluster')
      .map(({ file, root }) => notAClusterConf({ in: 'file', file: as<FileId>(file) }, { root: root.name })),
  guestPlaces: ({ xml }) => {
    const conf = xml.get(CLUSTER_CONF);
    return conf === undefined ? [] : vmFolders(conf.root);
  },
  release: (nodes, guess) => releaseOf(newestConf(nodes).root, guess),
  sections,
  firstPush,
};

/** Adds a name if there is none: cman requires it, but rgmanager's own test files omit it. */
function withName(cluster: JsonMap, { file, notes }: Reading): JsonMap {
  if (typeof cluster['name'] === 'string') return cluster;
  notes.assume(['cluster', 'name'], { file, line: 0 }, 'the file names no cluster');
  return { name: 'unnamed', ...cluster };
}

function sections(nodes: readonly NodeFiles[], { dialect, notes }: ImportContext): StackSections {
  const conf = newestConf(nodes);
  const { file, root } = conf;
  const reading: Reading = { file, notes, at: [], never: NEVER_WRITTEN };
  noteOtherConfs(conf, nodes, notes);
  const cluster = withName(clusterSection(root, below(reading, 'cluster')), reading);
  const clusternodes = only(root, 'clusternodes', reading);
  const uses = clusternodes === undefined ? [] : usesBelow(clusternodes);
  const devices = readFenceDevices(only(root, 'fencedevices', reading), uses, below(reading, 'fence_devices'));
  const names = namesOf(
    named(clusternodes, 'clusternode').map(nameOf),
    nodes.map(({ name }) => name),
  );
  const fencing = {
    devices: devices.names,
    storage: devices.storage,
    moved: devices.moved,
    given: devices.given,
    names,
  };
  const race = dialect.fenceDelay && mapOf(cluster['quorum'])['two_node'] === true;
  const hosts = withoutRace(readHosts(clusternodes, fencing, below(reading, 'hosts')), race, notes);
  const rm = readRgmanager(root, names.hosts, reading);
  const nodeNames = new Map([...names.hosts].map(([node, host]) => [host, node]));
  return {
    file,
    name: String(cluster['name'] ?? ''),
    domain: names.domain,
    cluster: (lun) => withQuorum(withQuorumLun(cluster, lun, notes), Object.values(hosts).map(mapOf)),
    hosts: hostsOf(hosts, nodeNames, reading),
    vms: rm.vms,
    sections: { ...section('fence_devices', devices.section), ...rm.sections },
  };
}

/** The hosts. A file without nodes, such as rgmanager's own test files, gets one, so that a comparison is possible. */
function hostsOf(
  hosts: JsonMap,
  nodeNames: ReadonlyMap<string, string>,
  { file, notes }: Reading,
): StackSections['hosts'] {
  const found = Object.entries(hosts).map(
    ([host, keys]) => [host, { nodeName: nodeNames.get(host) ?? host, keys: mapOf(keys) }] as const,
  );
  if (found.length > 0) return new Map(found);
  notes.assume(['hosts', 'host1'], { file, line: 0 }, 'the file names no node');
  return new Map([['host1', { nodeName: 'host1', keys: { node_id: 1 } }]]);
}
