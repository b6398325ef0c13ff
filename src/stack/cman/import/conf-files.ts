/** Selects the cluster.conf to import among those of the nodes. */
import type { NodeFiles } from '../../../import/node-files.ts';
import type { ImportNotes } from '../../../import/site/notes.ts';
import { attribute, type XmlFile } from '../../../import/xml.ts';
import { versionIn } from '../version.ts';

export const CLUSTER_CONF = 'etc/cluster/cluster.conf';

/** The cluster.conf of each node that has one. */
export function confsOf(nodes: readonly NodeFiles[]): readonly XmlFile[] {
  return nodes.flatMap(({ xml }) => xml.get(CLUSTER_CONF) ?? []);
}

/** The file with the highest config_version; the others are older. */
export function newestConf(nodes: readonly NodeFiles[]): XmlFile {
  const [newest] = confsOf(nodes).toSorted((a, b) => versionIn(b.root) - versionIn(a.root));
  if (newest === undefined) throw new Error('bug/import: no node has a cluster.conf');
  return newest;
}

/** Adds a note for each file of another cluster or another version. */
export function noteOtherConfs(conf: XmlFile, nodes: readonly NodeFiles[], notes: ImportNotes): void {
  const version = ({ root }: XmlFile) => attribute(root, 'config_version') ?? 'none';
  for (const other of confsOf(nodes)) {
    if (other.file === conf.file) continue;
    const [mine, its] = [conf, other].map(({ root }) => attribute(root, 'name') ?? '');
    const place = { file: other.file, line: other.root.line };
    if (mine !== its)
      notes.note('lost', place, `this is the cluster "${its}", not "${mine}"; import it apart`, 'error');
    if (version(other) === version(conf)) continue;
    const message = `this has config_version ${version(other)}; ${conf.file} with ${version(conf)} was read instead`;
    notes.note('changed', place, message, 'warning');
  }
}
