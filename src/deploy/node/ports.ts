/** The outside world of a deployment. Implemented in edge/, simulated in tests. */
import type { HostName, Millis, SecretName } from '../../base/brand.ts';
import type { Sealed } from '../../base/sealed.ts';
import type { XmlElement } from '../../base/xml.ts';
import type { BundleNode } from '../../bundle/bundle.ts';
import type { StepResult } from '../plan/plan.ts';
import type { Cause } from './cause.ts';
import type { NodeProfile } from './profile.ts';

/** How a command ended. `exitCode` null: it could not be run or did not end normally; `stderr` says why, and `cause` is the kind. */
export type Ran = {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly cause?: Cause;
};

export interface Transport {
  /** Begins to connect to nodes that will be asked soon. A failure is reported by `run`, which connects again. Not for folders, nor where each command has a connection. */
  prepare?(nodes: readonly BundleNode[]): void;
  /** Runs a command on a node. Secrets are passed only on standard input. Never throws for a failure of the node. */
  run(
    node: BundleNode,
    argv: readonly string[],
    options: {
      readonly stdin?: Sealed;
      readonly timeout: Millis;
      /**
       * `new`: a new connection: can the node still be reached? `kept`: a session that runs one such command after the other may be
       * used, as the command leaves no process behind that holds its output.
       */
      readonly connection?: 'new' | 'kept';
    },
  ): Promise<Ran>;
}

export interface Secrets {
  /** The value of a secret; undefined if unknown. */
  get(name: SecretName): Promise<Sealed | undefined>;
}

export interface Clock {
  now(): Date;
  sleep(time: Millis): Promise<void>;
}

export interface Archive {
  /** A sealed tar of sealed texts. */
  pack(label: string, files: ReadonlyMap<string, Sealed>): Promise<Sealed>;
}

/** Progress on nodes: one task at a time; `index` is that of the node in `nodes`. */
export type Progress =
  /** `within`: milliseconds after which it is over for certain, where that is known. */
  | { readonly event: 'begins'; readonly work: string; readonly nodes: readonly HostName[]; readonly within?: number }
  /** `millis`: what the step took by the node's own account, where several travelled together. */
  | { readonly event: 'answers'; readonly index: number; readonly result: StepResult; readonly millis?: number }
  | { readonly event: 'ends' };

export type Ports = {
  readonly transport: Transport;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly archive: Archive;
  /** The activator: a POSIX sh script, run on the node with its folder, a verb and arguments. */
  readonly activator: string;
  /** The read-only script that asks questions. */
  readonly looker: string;
  /** The root element of an XML text; undefined if it is not XML. */
  readonly readXml: (text: string) => Promise<XmlElement | undefined>;
  /** What both scripts get to know about the cluster software. */
  readonly profile: NodeProfile;
  /** One line that names the controller, for the lock. */
  readonly owner: string;
  readonly progress: (event: Progress) => void;
  readonly interrupted: () => boolean;
};
