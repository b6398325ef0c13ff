/** What deploying needs of the world. Implemented in edge/, simulated in tests. */
import type { HostName, Millis, SecretName } from '../../base/brand.ts';
import type { Sealed } from '../../base/sealed.ts';
import type { XmlElement } from '../../base/xml.ts';
import type { BundleNode } from '../../bundle/bundle.ts';
import type { StepResult } from '../plan/plan.ts';
import type { Cause } from './cause.ts';
import type { NodeProfile } from './profile.ts';

/** How a command ended. `exitCode` null: it could not be run, or did not end well; `stderr` says why, and `cause` of which kind that is. */
export type Ran = {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly cause?: Cause;
};

export interface Transport {
  /** Runs a command on a node. Secrets travel on standard input and nowhere else. Never throws for what a node does. */
  run(
    node: BundleNode,
    argv: readonly string[],
    options: {
      readonly stdin?: Sealed;
      readonly timeout: Millis;
      /** Not over a connection that is kept: can the node still be reached? */
      readonly connection?: 'new';
    },
  ): Promise<Ran>;
}

export interface Secrets {
  /** The value of a secret, or undefined when it is not known. */
  get(name: SecretName): Promise<Sealed | undefined>;
}

export interface Clock {
  now(): Date;
  sleep(time: Millis): Promise<void>;
}

export interface Archive {
  /** A tar of sealed texts, sealed again. */
  pack(label: string, files: ReadonlyMap<string, Sealed>): Promise<Sealed>;
}

/** Progress while nodes work: one piece of work on some nodes at a time; `index` is that of the node in `nodes`. */
export type Progress =
  | { readonly event: 'begins'; readonly work: string; readonly nodes: readonly HostName[] }
  | { readonly event: 'answers'; readonly index: number; readonly result: StepResult }
  | { readonly event: 'ends' };

export type Ports = {
  readonly transport: Transport;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly archive: Archive;
  /** The activator: a POSIX sh script, run on the node with its folder, a verb and its arguments. */
  readonly activator: string;
  /** The questions to a node: another such script, with a verb. */
  readonly looker: string;
  /** The root element of a text of XML; undefined where it is none. */
  readonly readXml: (text: string) => Promise<XmlElement | undefined>;
  /** What both scripts are given of the cluster software. */
  readonly profile: NodeProfile;
  /** One line that says who pushes, for the lock. */
  readonly owner: string;
  readonly progress: (event: Progress) => void;
  readonly interrupted: () => boolean;
};
