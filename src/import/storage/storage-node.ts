/** What the files of one node say of storage. */
import { parseBraces, type Section } from '../../formats/braces.ts';
import { readInitiator, type Initiator } from './iscsi.ts';
import { readBackup, type GroupFacts } from './lvm-backup.ts';
import { readFilter, type Filter } from './lvm-filter.ts';
import { readMultipath, type Multipath } from './multipath.ts';
import { LVM_CONF, MULTIPATH_CONF, textsBelow, type NodeFiles } from '../node-files.ts';
import type { Notebook } from '../site/notes.ts';

/** The node of a host, and what its files say of storage. */
export type StorageNode = {
  readonly host: string;
  readonly files: NodeFiles;
  readonly initiator: Initiator;
  readonly lvm: Section | undefined;
  readonly filter: Filter | undefined;
  readonly multipath: Multipath | undefined;
  readonly backups: readonly GroupFacts[];
};

export function storageNode(host: string, files: NodeFiles, book: Notebook): StorageNode {
  const lvm = textAndTree(files, LVM_CONF, book);
  const multipath = textAndTree(files, MULTIPATH_CONF, book);
  const backups = textsBelow(files, 'etc/lvm/backup/').map(([, { text }]) => readBackup(text));
  const filter = lvm === undefined ? undefined : readFilter(lvm.root);
  for (const pattern of filter?.others ?? [])
    book.note(
      'lost',
      { file: lvm?.file ?? '', line: filter?.line ?? 0 },
      `the filter accepts "${pattern}", which names neither a LUN nor a local disk; left out: add it to local_disks if it is one`,
      'warning',
    );
  return {
    host,
    files,
    initiator: readInitiator(files, book),
    lvm: lvm?.root,
    filter,
    multipath: multipath === undefined ? undefined : readMultipath(multipath.root, multipath.file, book),
    backups: backups.filter((facts) => facts !== undefined),
  };
}

function textAndTree({ texts }: NodeFiles, path: string, book: Notebook) {
  const found = texts.get(path);
  if (found === undefined) return undefined;
  const { root, faults } = parseBraces(found.text);
  for (const { line, problem } of faults) book.note('lost', { file: found.file, line }, problem, 'warning');
  return { root, file: found.file };
}
