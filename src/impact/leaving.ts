/** What a stack supplies so that hosts leave a cluster that runs, while the files that they have are in force. */
import type { HostName } from '../base/brand.ts';
import type { XmlElement } from '../base/xml.ts';
import type { Action } from '../bundle/action.ts';
import type { BundleNode } from '../bundle/bundle.ts';
import type { Effect } from './impact.ts';

export type Leaving = {
  /** In their order: what moves away, what stops on the host, what has to hold on the others. */
  readonly actions: (nodes: readonly BundleNode[], around: LeavingAround) => readonly Action[];
  /** What that does to what runs. */
  readonly effect: (nodes: readonly BundleNode[], around: LeavingAround) => Effect;
};

/** `live`: the document that the cluster keeps; `runs`: names of services on a host; `member`: the host that findings name. */
export type LeavingAround = {
  readonly all: readonly BundleNode[];
  readonly live: XmlElement;
  readonly runs: (host: HostName) => readonly string[];
  readonly member: HostName | null;
};
