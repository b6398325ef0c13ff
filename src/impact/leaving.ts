/** What a stack supplies so that hosts leave a cluster that runs, for good or for a restart of its daemons. */
import type { HostName } from '../base/brand.ts';
import type { XmlElement } from '../base/xml.ts';
import type { Action } from '../bundle/action.ts';
import type { BundleNode } from '../bundle/bundle.ts';
import type { Change } from '../deploy/plan/changes.ts';
import type { Turn } from '../deploy/plan/plan.ts';
import type { Effect } from './impact.ts';

export type Leaving = {
  /** In their order: what moves away, what stops on the host, what has to hold on the others. */
  readonly actions: (nodes: readonly BundleNode[], around: LeavingAround) => readonly Action[];
  /** What that does to what runs. */
  readonly effect: (nodes: readonly BundleNode[], around: LeavingAround) => Effect;
};

/** A restart of the daemons of all members, one after the other, which read their files then. */
export type Restarting = {
  /** Is there a file that daemons read only at their start, and that hosts may have in two versions for a while? */
  readonly isNeeded: (changes: readonly Change[]) => boolean;
  readonly turns: (nodes: readonly BundleNode[], around: LeavingAround) => readonly Turn[];
  readonly effect: Leaving['effect'];
};

/** `live`: the document that the cluster keeps; `runs`: names of services on a host; `member`: the host that findings name. */
export type LeavingAround = {
  readonly all: readonly BundleNode[];
  readonly live: XmlElement;
  readonly runs: (host: HostName) => readonly string[];
  readonly member: HostName | null;
};
