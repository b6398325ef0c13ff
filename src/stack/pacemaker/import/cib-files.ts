/** Selects the CIB to import among those of the nodes: the one with the highest version. */
import { attributeOf, type XmlElement } from '../../../base/xml.ts';
import type { NodeFiles } from '../../../import/node-files.ts';
import type { ImportNotes } from '../../../import/site/notes.ts';
import type { XmlFile } from '../../../import/xml.ts';

export const CIB_PATH = 'var/lib/pacemaker/cib/cib.xml';

export function cibsOf(nodes: readonly NodeFiles[]): readonly XmlFile[] {
  return nodes.flatMap(({ xml }) => xml.get(CIB_PATH) ?? []);
}

export function newestCib(nodes: readonly NodeFiles[]): XmlFile | undefined {
  const number = (root: XmlElement, name: string) => Number(attributeOf(root, name) ?? 0) || 0;
  const order = ['admin_epoch', 'epoch', 'num_updates'];
  const newer = (a: XmlElement, b: XmlElement) =>
    order.map((name) => number(b, name) - number(a, name)).find((difference) => difference !== 0) ?? 0;
  return cibsOf(nodes).toSorted((a, b) => newer(a.root, b.root))[0];
}

/** Adds a note for each node whose copy has another version. */
export function noteOtherCibs(cib: XmlFile | undefined, nodes: readonly NodeFiles[], notes: ImportNotes): void {
  const version = ({ root }: XmlFile) =>
    ['admin_epoch', 'epoch'].map((name) => attributeOf(root, name) ?? '0').join('.');
  for (const other of cibsOf(nodes)) {
    if (cib === undefined || other.file === cib.file || version(other) === version(cib)) continue;
    const message = `this is version ${version(other)}; ${cib.file} with ${version(cib)} was read instead`;
    notes.note('changed', { file: other.file, line: other.root.line }, message, 'warning');
  }
}
