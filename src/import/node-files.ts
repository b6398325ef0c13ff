/** What was read of one node: texts and XML files by their path below its root. Plain data; reading is the edge's. */
import type { XmlFile } from './xml.ts';

/** `file`: its name as the user knows it. */
export type TextFile = { readonly file: string; readonly text: string };

export type NodeFiles = {
  /** What the folder is called, or what the node says it is called. */
  readonly name: string;
  readonly texts: ReadonlyMap<string, TextFile>;
  readonly xml: ReadonlyMap<string, XmlFile>;
};

export const LVM_CONF = 'etc/lvm/lvm.conf';
export const INITIATOR_NAME = 'etc/iscsi/initiatorname.iscsi';
export const ISCSID_CONF = 'etc/iscsi/iscsid.conf';
export const MULTIPATH_CONF = 'etc/multipath.conf';

/** Files whose path begins with one of these, sorted by path. */
export function textsBelow(
  { texts }: NodeFiles,
  ...folders: readonly string[]
): readonly (readonly [string, TextFile])[] {
  const found = [...texts].filter(([path]) => folders.some((folder) => path.startsWith(folder)));
  return found.toSorted(([a], [b]) => (a < b ? -1 : 1));
}
