/** The compiler's product as a value: files with slots, actions, connections. It can be printed, hashed, compared and approved. */
import type { ActionId, Digest, HostName, Json, RemotePath, SecretName, SourcePath } from '../base/brand.ts';
import type { Window } from '../base/window.ts';
import { canonicalDigest } from '../base/json.ts';
import type { Action, Command } from './action.ts';
import { secretsIn, type Content } from './content.ts';
import type { Runtime } from './runtime.ts';

/** `reads`: files of the bundle that it also reads, where they are; it is not run where one of them is new. */
export type Validator = Command & { readonly reads?: readonly RemotePath[] };

/** A file with the same bytes on all of its nodes. */
export type OutputFile = {
  /** By node_id. */
  readonly nodes: readonly HostName[];
  readonly path: RemotePath;
  /** Permission bits. */
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  /** Permission bits of the parent folder if it must be created. */
  readonly folderMode: number;
  /**
   * How it is put in place: renamed by the activator on each node, or carried by an action, if a daemon copies it to all members.
   * A daemon keeps a document itself: no file is put on a node, and no bytes are compared.
   */
  readonly install: 'rename' | { readonly action: ActionId } | { readonly document: string };
  /** The node's own validator for the staged file; null if there is none. */
  readonly check: Validator | null;
  readonly content: Content;
  /** The places in the site that it was made from. */
  readonly from: readonly SourcePath[];
  /** Actions that make a change of it take effect. */
  readonly needs: readonly ActionId[];
};

/** Options of ssh_config(5) that a site may set for a host. None of them runs a command on this machine. */
export const SSH_OPTIONS = [
  'Ciphers',
  'ConnectTimeout',
  'ConnectionAttempts',
  'HostKeyAlgorithms',
  'HostKeyAlias',
  'IdentityFile',
  'KexAlgorithms',
  'MACs',
  'ProxyJump',
  'PubkeyAcceptedAlgorithms',
  'RequiredRSASize',
  'ServerAliveCountMax',
  'ServerAliveInterval',
];

/** How to reach a node. `local`: a folder on this machine plays the node. */
export type Connection =
  | {
      readonly via: 'ssh';
      readonly address: string;
      /** Null: decided by ssh's own configuration. */
      readonly user: string | null;
      readonly port: number | null;
      /** Some of SSH_OPTIONS, if any are set. */
      readonly options?: { readonly [name: string]: string };
    }
  | { readonly via: 'local'; readonly root: string };

export type BundleNode = {
  readonly host: HostName;
  readonly nodeName: string;
  readonly nodeId: number;
  /** Group names that select it, if there are any. */
  readonly groups?: readonly string[];
  readonly connection: Connection;
};

/** A file for people who review the bundle. No node gets it, and the identity does not cover it. */
export type ReportFile = { readonly path: string; readonly text: string };

/** The form of a manifest, and of what an identity is made of. It rises when a field changes its meaning. */
export const FORMAT = 3;

export type Bundle = Runtime & {
  readonly id: Digest;
  /** The cluster software. */
  readonly stack: string;
  readonly cluster: string;
  /** As a site spells it, `rhel6.4`: decides the commands and agents of the nodes. */
  readonly platform: string;
  /** By node_id. */
  readonly nodes: readonly BundleNode[];
  /** By path, then first node. */
  readonly files: readonly OutputFile[];
  /** By id. */
  readonly actions: readonly Action[];
  /** Maintenance windows; none means always open. */
  readonly windows: readonly Window[];
  readonly reports: readonly ReportFile[];
};

/**
 * Identity of a bundle. It covers what the bundle does to nodes, and neither places in the site, nor reviews, nor maintenance windows.
 * Decision 227.
 */
export function bundleId({ windows: _when, reports: _about, ...bundle }: Omit<Bundle, 'id'>): Digest {
  const files = bundle.files.map(({ from: _from, ...file }) => file);
  const identity: Json = { format: FORMAT, ...bundle, files };
  return canonicalDigest(identity);
}

/** Names of the secrets in a bundle, each once, sorted. */
export function secretNamesOf({ files }: Pick<Bundle, 'files'>): readonly SecretName[] {
  return [...new Set(files.flatMap(({ content }) => secretsIn(content)))].sort();
}

/** The files of one node, without the documents that its daemons keep. */
export function filesOf(bundle: Bundle, node: HostName): readonly OutputFile[] {
  return bundle.files.filter(({ nodes, install }) => nodes.includes(node) && documentIn(install) === undefined);
}

/** What the daemons of one node keep: all documents, or those of this name. */
export function documentsOf({ files }: Pick<Bundle, 'files'>, node: HostName, name?: string): readonly OutputFile[] {
  return files.filter(({ nodes, install }) => {
    const document = documentIn(install);
    return document !== undefined && nodes.includes(node) && (name === undefined || document === name);
  });
}

function documentIn(install: OutputFile['install']): string | undefined {
  return typeof install === 'object' && 'document' in install ? install.document : undefined;
}
