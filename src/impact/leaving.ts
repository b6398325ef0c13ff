/** What a stack supplies so that hosts leave a cluster that runs, for good or for a restart of its daemons. */
import type { ActionId, HostName } from '../base/brand.ts';
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

/** A restart of the daemons of all members, which read their files then: one after the other, or all at once. */
export type Restarting = {
  /** Is there a file that daemons read only at their start? */
  readonly isNeeded: (changes: readonly Change[]) => boolean;
  /** Actions that have no place in such a push, as the daemons do not run the old file any more when they would act. */
  readonly without: (changes: readonly Change[]) => readonly ActionId[];
  readonly turns: (nodes: readonly BundleNode[], around: LeavingAround) => readonly Turn[];
  readonly effect: Leaving['effect'];
};

/** `changes`, `actions`: of the push; `live`: the document that the cluster keeps; `runs`: names of services on a host; `member`: the host that findings name. */
export type LeavingAround = {
  readonly changes: readonly Change[];
  readonly actions: readonly Action[];
  readonly all: readonly BundleNode[];
  readonly live: XmlElement;
  readonly runs: (host: HostName) => readonly string[];
  readonly member: HostName | null;
};
