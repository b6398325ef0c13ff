/** Files of one node, texts and XML, by path relative to its root. Plain data without I/O. */
import type { XmlFile } from './xml.ts';

/** `file`: the name that the user sees. */
export type TextFile = { readonly file: string; readonly text: string };

export type NodeFiles = {
  /** The folder's name, or the node's own hostname. */
  readonly name: string;
  readonly texts: ReadonlyMap<string, TextFile>;
  readonly xml: ReadonlyMap<string, XmlFile>;
};

export const LVM_CONF = 'etc/lvm/lvm.conf';
export const INITIATOR_NAME = 'etc/iscsi/initiatorname.iscsi';
export const ISCSID_CONF = 'etc/iscsi/iscsid.conf';
export const MULTIPATH_CONF = 'etc/multipath.conf';

/** Files whose path has one of these prefixes, sorted by path. */
export function textsBelow(
  { texts }: NodeFiles,
  ...folders: readonly string[]
): readonly (readonly [string, TextFile])[] {
  const found = [...texts].filter(([path]) => folders.some((folder) => path.startsWith(folder)));
  return found.toSorted(([a], [b]) => (a < b ? -1 : 1));
}
