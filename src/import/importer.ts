/** What an import needs from a stack: its files below a node's root, and the sections of a site that they decide. */
import type { JsonMap } from '../base/json.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import type { Dialect } from '../platform/dialect.ts';
import type { Platform } from '../platform/release-id.ts';
import type { Built } from './deviation.ts';
import type { NodeFiles } from './node-files.ts';
import type { Notebook } from './site/notes.ts';

export type Importer = {
  /** Files of this stack below a node's root. */
  readonly files: readonly { readonly path: string; readonly format: 'text' | 'xml' }[];
  /** Attributes of those files that name folders or files of guests: `guestPlaces`, for a node that is asked from afar. */
  readonly guestAttributes: readonly string[];
  /** Does the node have a file of this stack? */
  recognises(node: NodeFiles): boolean;
  /** What stops an import before it begins. Codes `import/*`. */
  objections(nodes: readonly NodeFiles[]): readonly Diagnostic[];
  /** Folders and files of guests below a node's root, as the files of the stack name them. */
  guestPlaces(node: NodeFiles): readonly string[];
  /** The oldest OS release that has what the files use; `guess` is what other files say. Undefined: none of them says it. */
  release(nodes: readonly NodeFiles[], guess: string | undefined): string | undefined;
  /** The common importer adds storage, hardware of guests and facts of hosts. */
  sections(nodes: readonly NodeFiles[], context: ImportContext): StackSections;
  /** What the first push of the imported site does to what runs, one sentence each; empty: nothing. */
  firstPush(nodes: readonly NodeFiles[], built: readonly Built[], platform: Platform): readonly string[];
};

export type ImportContext = { readonly dialect: Dialect; readonly book: Notebook };

export type StackSections = {
  /** The file that decides them, as the user knows it. */
  readonly file: string;
  readonly name: string;
  /** The DNS domain of most nodes; undefined where no node's name has one. */
  readonly domain: string | undefined;
  /** The section `cluster`. `lun`: the only one that LVM does not see, for a disk of the cluster's own. */
  cluster(lun: string | undefined): JsonMap;
  /** Host name -> its keys, and the name that the cluster knows it by. */
  readonly hosts: ReadonlyMap<string, ImportedHost>;
  /** What a VM says of placement and recovery, by name; `line` is where it does. */
  readonly vms: ReadonlyMap<string, { readonly keys: JsonMap; readonly line: number }>;
  /** Other sections of the site, such as `services` and `fence_devices`. */
  readonly sections: JsonMap;
};

export type ImportedHost = { readonly nodeName: string; readonly keys: JsonMap };
