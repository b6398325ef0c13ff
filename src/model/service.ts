/** Services and VMs as the cluster runs them: on which host, and what is done when they fail. Plain data. */
import type { HostName, Millis, SecretName, SourcePath } from '../base/brand.ts';

type Written = { readonly at: SourcePath };
type RawAttributes = readonly { readonly name: string; readonly text: string }[];

/** Hosts where something may run. Those that the site does not name are made from run_on, and have no place. */
export type FailoverDomain = {
  readonly at: SourcePath | null;
  readonly name: string;
  /** The priorities count; 1 is best. */
  readonly ordered: boolean;
  /** Nothing of it runs elsewhere. */
  readonly restricted: boolean;
  readonly failback: boolean;
  readonly members: readonly DomainMember[];
};
/** Without a priority where priorities do not count and none is written. */
export type DomainMember = Written & { readonly host: HostName; readonly priority: number | null };

/** Hosts where it may run, preferred first; all hosts follow where the domain does not restrict it. Null: it has no domain. */
export type Placement = { readonly runOn: readonly HostName[]; readonly failoverDomain: string | null };

/** Named as in the site: a service and a VM may have one name. */
export type Dependency = { readonly kind: 'service' | 'vm'; readonly name: string };

/** An attribute by the name that its agent knows, in the order of the catalogue. Durations are milliseconds. */
export type Attribute = {
  readonly name: string;
  readonly value: string | number | boolean | { readonly secret: SecretName };
};

/** Times of an action that differ from the agent's own. */
export type ActionTimes = {
  readonly name: string;
  readonly depth: string | null;
  readonly interval: Millis | null;
  readonly timeout: Millis | null;
};

/** How the cluster runs and recovers a service or a VM. */
export type Policy = Placement & {
  readonly autostart: boolean;
  readonly exclusive: boolean;
  readonly recovery: 'restart' | 'relocate' | 'disable';
  readonly maxRestarts: number;
  readonly restartExpireTime: Millis;
  readonly depend: Dependency | null;
  /** Attributes that have no default of ours: written when the site says them. */
  readonly optional: readonly Attribute[];
  readonly enforceTimeouts: boolean | null;
  readonly actions: readonly ActionTimes[];
  /** Keys of the site whose attribute is not written. */
  readonly unset: readonly string[];
};

/** Settings of the resource agent for VMs, besides the policy. */
export type VmAgent = {
  readonly migrate: 'live' | 'pause';
  /** Where each member is reached for a migration, by node_id; null where that is its name. */
  readonly migrationMapping: readonly { readonly member: string; readonly target: string }[] | null;
  /** Folder of the file that describes the guest, and the file itself; null when the site does not say. */
  readonly path: string | null;
  readonly xmlfile: string | null;
};

/** Something that a service starts and stops, as it is defined. `name` is the value of its primary attribute. */
export type SharedResource = Written & {
  readonly type: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly raw: RawAttributes;
};

/** Where it is used: defined in this place, or a reference to the shared one of this type and name. */
export type Resource = SharedResource & {
  readonly reference: boolean;
  readonly special: Special;
  readonly actions: readonly ActionTimes[];
  /** Started after it, stopped before it. */
  readonly children: readonly Resource[];
};

/** What the element's attributes with two underscores say; null when the site does not. */
export type Special = {
  readonly independentSubtree: 'yes' | 'non_critical' | 'no' | null;
  readonly enforceTimeouts: boolean | null;
  readonly maxFailures: number | null;
  readonly failureExpireTime: Millis | null;
  readonly maxRestarts: number | null;
  readonly restartExpireTime: Millis | null;
};

export type Service = Written &
  Policy & { readonly name: string; readonly raw: RawAttributes; readonly resources: readonly Resource[] };

/** These resources and everything below them, a parent before its children. */
export function below(resources: readonly Resource[]): readonly Resource[] {
  return resources.flatMap((one) => [one, ...below(one.children)]);
}
