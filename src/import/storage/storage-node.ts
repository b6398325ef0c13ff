/** The storage settings in the files of one node. */
import type { Fault, Parsed, Section } from '../../formats/braces.ts';
import { ignoredSettings, lvmTree } from '../../formats/lvm-conf.ts';
import { multipathTree } from '../../formats/multipath-conf.ts';
import type { Dialect } from '../../platform/dialect.ts';
import { mergesSections } from '../../platform/version.ts';
import { isSecretName } from '../../base/secret-names.ts';
import { readInitiator, type Initiator } from './iscsi.ts';
import { readBackup, type GroupFacts } from './lvm-backup.ts';
import { readFilter, type Filter } from './lvm-filter.ts';
import { readMultipath, type Multipath } from './multipath.ts';
import { LVM_CONF, MULTIPATH_CONF, textsBelow, type NodeFiles } from '../node-files.ts';
import type { ImportNotes } from '../site/notes.ts';

/** A host's node and its storage settings. */
export type StorageNode = {
  readonly host: string;
  readonly files: NodeFiles;
  readonly initiator: Initiator;
  readonly lvm: Section | undefined;
  readonly filter: Filter | undefined;
  readonly multipath: Multipath | undefined;
  readonly backups: readonly GroupFacts[];
};

export function storageNode(host: string, files: NodeFiles, dialect: Dialect, notes: ImportNotes): StorageNode {
  const merges = mergesSections(dialect.lvm2);
  const lvm = textAndTree(files, LVM_CONF, (text) => lvmTree(text, merges), notes);
  const multipath = textAndTree(files, MULTIPATH_CONF, multipathTree, notes);
  noteIgnored(files, dialect, notes);
  const backups = textsBelow(files, 'etc/lvm/backup/').map(([, { text }]) => readBackup(text));
  const filter = lvm === undefined ? undefined : readFilter(lvm.root);
  for (const pattern of filter?.others ?? [])
    notes.note(
      'lost',
      { file: lvm?.file ?? '', line: filter?.line ?? 0 },
      `the filter accepts "${pattern}", which names neither a LUN nor a local disk; left out: add it to local_disks if it is one`,
      'warning',
    );
  return {
    host,
    files,
    initiator: readInitiator(files, notes),
    lvm: lvm?.root,
    filter,
    multipath: multipath === undefined ? undefined : readMultipath(multipath.root, multipath.file, notes),
    backups: backups.filter((facts) => facts !== undefined),
  };
}

function textAndTree({ texts }: NodeFiles, path: string, parse: (text: string) => Parsed, notes: ImportNotes) {
  const found = texts.get(path);
  if (found === undefined) return undefined;
  const { root, faults } = parse(found.text);
  noteFaults(found.file, faults, notes);
  return { root, file: found.file };
}

/** Adds one note per file, with all its syntax faults. */
function noteFaults(file: string, [first, ...more]: readonly Fault[], notes: ImportNotes): void {
  if (first === undefined) return;
  const others = more.length === 0 ? '' : `, and ${more.length} more like it`;
  notes.note('lost', { file, line: first.line }, `${first.problem}${others}; what cannot be read is left out`, 'error');
}

/** Notes settings of lvm.conf that lvm2 ignores because the file sets the same name again. */
function noteIgnored({ texts }: NodeFiles, { lvm2 }: Dialect, notes: ImportNotes): void {
  const conf = texts.get(LVM_CONF);
  if (conf === undefined) return;
  const merges = mergesSections(lvm2);
  for (const { key, value, line } of ignoredSettings(conf.text, merges)) {
    const said = isSecretName(key) ? '...' : [value].flat().join(' ');
    const message = `${key} = ${said} has no effect: the file has ${key} ${merges ? 'again below' : 'above'}, and lvm2 ${lvm2} takes the ${merges ? 'last' : 'first'} one`;
    notes.note('lost', { file: conf.file, line }, message, 'warning');
  }
}
