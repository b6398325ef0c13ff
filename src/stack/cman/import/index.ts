/** Imports clusters of cman: their cluster.conf -> hosts, fencing, services, and what rgmanager knows of VMs. */
import { as, type FileId } from '../../../base/brand.ts';
import { isMap, mapOf } from '../../../base/json.ts';
import { below, section, type Reading } from '../../../import/attributes.ts';
import type { ImportContext, Importer, StackSections } from '../../../import/importer.ts';
import type { NodeFiles } from '../../../import/node-files.ts';
import { named } from '../../../import/xml.ts';
import { clusterSection, only } from './cluster-conf.ts';
import { CLUSTER_CONF, confsOf, newestConf, noteOtherConfs } from './conf-files.ts';
import { readFenceDevices } from './fence-devices.ts';
import { withoutRace } from './fence-race.ts';
import { notAClusterConf } from './findings.ts';
import { readHosts, usesBelow } from './hosts.ts';
import { NEVER_WRITTEN } from './never-written.ts';
import { namesOf } from './node-names.ts';
import { withQuorum, withQuorumLun } from './quorum.ts';
import { releaseOf } from './release.ts';
import { readRgmanager } from './rgmanager.ts';
import { vmFolders } from './vm-folders.ts';

export const importer: Importer = {
  files: [{ path: CLUSTER_CONF, format: 'xml' }],
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
};

function sections(nodes: readonly NodeFiles[], { dialect, book }: ImportContext): StackSections {
  const conf = newestConf(nodes);
  const { file, root } = conf;
  const reading: Reading = { file, book, at: [], never: NEVER_WRITTEN };
  noteOtherConfs(conf, nodes, book);
  const cluster = clusterSection(root, below(reading, 'cluster'));
  const clusternodes = only(root, 'clusternodes', reading);
  const uses = clusternodes === undefined ? [] : usesBelow(clusternodes);
  const devices = readFenceDevices(only(root, 'fencedevices', reading), uses, below(reading, 'fence_devices'));
  const names = namesOf(
    named(clusternodes, 'clusternode'),
    nodes.map(({ name }) => name),
  );
  const fencing = { devices: devices.names, storage: devices.storage, moved: devices.moved, names };
  const race = dialect.fenceDelay && mapOf(cluster['quorum'])['two_node'] === true;
  const hosts = withoutRace(readHosts(clusternodes, fencing, below(reading, 'hosts')), race, book);
  const rm = readRgmanager(root, names.hosts, reading);
  const nodeNames = new Map([...names.hosts].map(([node, host]) => [host, node]));
  return {
    file,
    name: String(cluster['name'] ?? ''),
    domain: names.domain,
    cluster: (lun) => withQuorum(withQuorumLun(cluster, lun, book), Object.values(hosts).filter(isMap)),
    hosts: new Map(
      Object.entries(hosts).map(([host, keys]) => [host, { nodeName: nodeNames.get(host) ?? host, keys: mapOf(keys) }]),
    ),
    vms: rm.vms,
    sections: { ...section('fence_devices', devices.section), ...rm.sections },
  };
}
