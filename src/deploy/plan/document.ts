/** The change of a document that the cluster keeps itself, as its stack works it out. Plain data. */
import type { HostName, Millis, RemotePath } from '../../base/brand.ts';
import type { Content } from '../../bundle/content.ts';
import type { KeptChange } from '../node/profile.ts';
import type { Change } from './changes.ts';

export type DocumentChange = {
  readonly path: RemotePath;
  /** With `@updates@` where the node fills in the number of updates that the document has then. */
  readonly patch: Content;
  /** The same for any version, for a question what it would do. */
  readonly unversioned: Content;
  /** What the document has before, and how the change is recognised in it. */
  readonly version: string;
  readonly sign: KeptChange['sign'];
  /** What the cluster has to run afterwards, and what it has to forget. */
  readonly started: readonly string[];
  readonly gone: readonly string[];
  /** How long the cluster may be at work with it at most. */
  readonly within: Millis;
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
  readonly activates: boolean;
  readonly document: DocumentChange | null;
};
