/**
 * The compiler's product as a value: files with their holes, actions, connections. Print it, hash it, diff it, approve it.
 */
import type { ActionId, Digest, HostName, Json, RemotePath, SourcePath } from '../base/brand.ts';
import type { SecretProvider } from '../base/provider.ts';
import type { Window } from '../base/window.ts';
import { canonicalJson, sha256 } from '../base/json.ts';
import type { Action, Command, Deeds, Gate, Probe } from './action.ts';
import type { Content } from './content.ts';

/** A file that the nodes named get, byte for byte the same. */
export type OutputFile = {
  /** By node_id. */
  readonly nodes: readonly HostName[];
  readonly path: RemotePath;
  /** Permission bits. */
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  /** Permission bits of the parent folder, should it have to be created. */
  readonly folderMode: number;
  /** How it gets into place: renamed by the activator on each node, or carried by an action (ccsd on RHEL 5). */
  readonly install: 'rename' | { readonly action: ActionId };
  /** The node's own validator, on the staged file; null when there is none. */
  readonly check: Command | null;
  readonly content: Content;
  /** What it was made from. */
  readonly from: readonly SourcePath[];
  /** Actions that make a change of it effective. */
  readonly needs: readonly ActionId[];
};

/** Options of ssh_config(5) that a site may set for a host: none that runs a command on this machine. */
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
      /** Null: ssh's own configuration says it. */
      readonly user: string | null;
      readonly port: number | null;
      /** Some of SSH_OPTIONS, where there are any. */
      readonly options?: { readonly [name: string]: string };
    }
  | { readonly via: 'local'; readonly root: string };

export type BundleNode = {
  readonly host: HostName;
  readonly nodeName: string;
  readonly nodeId: number;
  /** Names under which it is chosen together with others, where there are any. */
  readonly groups?: readonly string[];
  readonly connection: Connection;
};

/** `autostart`: the cluster starts it by itself. `hosts`: where it may run, by node_id. */
export type BundleService = {
  readonly name: string;
  readonly autostart: boolean;
  readonly hosts: readonly HostName[];
  /** Hosts to which the cluster takes it back by itself when they come, 1 is best; none: it stays where it is. */
  readonly failback: readonly { readonly host: HostName; readonly priority: number }[];
};

export type Bundle = {
  readonly id: Digest;
  readonly cluster: string;
  /** As a site spells it, `rhel6.4`: whose commands and agents the nodes have. */
  readonly platform: string;
  /** By node_id. */
  readonly nodes: readonly BundleNode[];
  /** By path, then first node. */
  readonly files: readonly OutputFile[];
  /** By id. */
  readonly actions: readonly Action[];
  /** Does the cluster run on a node? */
  readonly member: Probe;
  /** Does a node see another one in the cluster? `${node-id}` stands for the other. */
  readonly sees: Probe;
  readonly gates: readonly Gate[];
  readonly deeds: Deeds;
  /** What the cluster runs, as its own tools name it: `vm:vm1`. By name. */
  readonly services: readonly BundleService[];
  /** Where values of secrets come from, asked in this order; never the values. Decision 28. */
  readonly secretProviders: readonly SecretProvider[];
  /** Maintenance windows; none means always open. Decision 17. */
  readonly windows: readonly Window[];
};

/** Identity of a bundle: what it does to nodes, not where that was written, where values come from, or when. Decision 24. */
export function bundleId({ secretProviders: _elsewhere, windows: _when, ...bundle }: Omit<Bundle, 'id'>): Digest {
  const files = bundle.files.map(({ from: _from, ...file }) => file);
  const identity: Json = { ...bundle, files };
  return sha256(canonicalJson(identity));
}

/** The files of one node. */
export function filesOf(bundle: Bundle, node: HostName): readonly OutputFile[] {
  return bundle.files.filter(({ nodes }) => nodes.includes(node));
}
