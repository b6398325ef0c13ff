/** The change of a document that the cluster keeps itself, as its stack works it out. Plain data. */
import type { HostName, Millis, RemotePath } from '../../base/brand.ts';
import type { XmlElement } from '../../base/xml.ts';
import type { Probe } from '../../bundle/action.ts';
import type { Content } from '../../bundle/content.ts';
import type { KeptChange } from '../node/profile.ts';
import type { Change } from './changes.ts';

export type DocumentChange = {
  readonly path: RemotePath;
  /** One after the other; the cluster is at rest between them. */
  readonly parts: readonly DocumentPart[];
  /** What the document has before. */
  readonly version: string;
  /** What the cluster has to run afterwards, and what it has to forget. */
  readonly started: readonly string[];
  readonly gone: readonly string[];
  /** How long the cluster may be at work with it at most. */
  readonly within: Millis;
};

/** `patch`: with `@updates@` where the node fills in the number of updates that the document has then. `what`: in words, which part. */
export type DocumentPart = {
  readonly patch: Content;
  /** How the part is recognised in the document. */
  readonly sign: KeptChange['signs'][number];
  readonly what: string;
  /** What has to hold once the cluster is at rest after it, before anything else is done; null: nothing. */
  readonly proof: Probe | null;
};

/** What a stack is asked for changes that it cannot bring to nodes. */
export type Reaching = {
  readonly changes: readonly Change[];
  readonly nodes: readonly HostName[];
  readonly members: readonly HostName[];
  /** Nodes that a push has reached before. */
  readonly reached: readonly HostName[];
  /** Members that the bundle does not have. */
  readonly strangers: readonly string[];
  /** Names of nodes that leave by this plan, which changes no file. */
  readonly leaving: readonly string[];
  /** The document that the cluster keeps. */
  readonly live: XmlElement | undefined;
  /** Are the daemons of all members restarted, in turn or all at once? */
  readonly restarts: boolean;
  readonly activates: boolean;
  readonly document: DocumentChange | null;
};

/** A change that cannot be brought to nodes: in words, and what to do instead where that is known. */
export type NotBuilt = { readonly what: string; readonly cure?: string };
