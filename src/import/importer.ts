/** A stack's part in an import: its files on a node, and the sections of a site that they determine. */
import type { FamilyName } from '../platform/release-id.ts';
import type { JsonMap } from '../base/json.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import type { Dialect } from '../platform/dialect.ts';
import type { Platform } from '../platform/release-id.ts';
import type { Built } from './deviation.ts';
import type { NodeFiles } from './node-files.ts';
import type { ImportNotes } from './site/notes.ts';

export type Importer = {
  /** Files of this stack, relative to the node's root. */
  readonly files: readonly {
    readonly path: string;
    readonly format: 'text' | 'xml';
    /** Where people keep a copy of the file. */
    readonly also?: readonly string[];
  }[];
  /** The release that is assumed where no file shows one. */
  readonly assumed: string;
  /** Attributes of those files that name folders or files of guests, as basic regular expressions. They find `guestPlaces` on a remote node. */
  readonly guestAttributes: readonly string[];
  /** True if the node has a file of this stack. */
  recognises(node: NodeFiles): boolean;
  /** The OS families of its nodes. A release of another family is that of the machine with the copies. */
  readonly families: readonly FamilyName[];
  /** Faults that prevent the import. Codes `import/*`. */
  objections(nodes: readonly NodeFiles[]): readonly Diagnostic[];
  /** Folders and files of guests that the stack's files name, relative to the node's root. */
  guestPlaces(node: NodeFiles): readonly string[];
  /** The oldest OS release that supports the files. `guess`: the release that other files suggest. Undefined if unknown. */
  release(nodes: readonly NodeFiles[], guess: string | undefined): string | undefined;
  /** The stack's sections. The common importer adds storage, guest hardware and host facts. */
  sections(nodes: readonly NodeFiles[], context: ImportContext): StackSections;
  /** Effects of the first push on the running cluster, one sentence each. Empty: none. */
  firstPush(nodes: readonly NodeFiles[], built: readonly Built[], platform: Platform): readonly string[];
};

export type ImportContext = { readonly dialect: Dialect; readonly notes: ImportNotes };

export type StackSections = {
  /** The main file, as the user names it. */
  readonly file: string;
  readonly name: string;
  /** The DNS domain that most nodes share. Undefined if no node name has one. */
  readonly domain: string | undefined;
  /** The section `cluster`. `lun`: the only LUN that LVM does not use, taken for the quorum disk. */
  cluster(lun: string | undefined): JsonMap;
  /** Host name -> its keys, and its name in the cluster. */
  readonly hosts: ReadonlyMap<string, ImportedHost>;
  /** VM name -> placement and recovery keys, and the line that sets them. */
  readonly vms: ReadonlyMap<string, { readonly keys: JsonMap; readonly line: number }>;
  /** Other sections of the site, such as `services` and `fence_devices`. */
  readonly sections: JsonMap;
  /** Volume groups -> shared by all hosts at a time, where the stack's files say it. */
  readonly groups?: ReadonlyMap<string, boolean>;
};

/** `address`: where the stack's files say that the node is reached by the others. */
export type ImportedHost = { readonly nodeName: string; readonly keys: JsonMap; readonly address?: string };
