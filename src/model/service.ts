/** Services and VMs as the cluster runs them: where, and what happens when they fail. Plain data. */
import type { HostName, Millis, SecretName, SourcePath } from '../base/brand.ts';
import { memoized } from '../base/memoize.ts';

type Written = { readonly at: SourcePath };
type RawAttributes = readonly { readonly name: string; readonly text: string }[];

/** Hosts where something may run. A domain made from run_on has no name in the site, and no place. */
export type FailoverDomain = {
  readonly at: SourcePath | null;
  readonly name: string;
  /** Priorities count; 1 is best. */
  readonly ordered: boolean;
  /** Its members run nowhere else. */
  readonly restricted: boolean;
  readonly failback: boolean;
  readonly members: readonly DomainMember[];
};
/** `priority` is null if priorities do not count and none is set. */
export type DomainMember = Written & { readonly host: HostName; readonly priority: number | null };

/** Hosts where it may run, preferred first; all hosts follow where the domain does not restrict it. Null: it has no domain. */
export type Placement = { readonly runOn: readonly HostName[]; readonly failoverDomain: string | null };

const domainsByName = memoized(
  (domains: readonly FailoverDomain[]) => new Map(domains.map((domain) => [domain.name, domain])),
);

/** The domain of a placement, if it has one. */
export function domainOf(
  { failoverDomain }: Placement,
  { failoverDomains }: { readonly failoverDomains: readonly FailoverDomain[] },
): FailoverDomain | undefined {
  return failoverDomain === null ? undefined : domainsByName(failoverDomains).get(failoverDomain);
}

/** Named as in the site: a service and a VM may share a name. */
export type Dependency = { readonly kind: 'service' | 'vm'; readonly name: string };

/** An attribute by its agent's name for it, in the order of the catalogue. Durations are milliseconds. */
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
  /** Attributes without a default of ours: written only if the site sets them. */
  readonly optional: readonly Attribute[];
  readonly enforceTimeouts: boolean | null;
  readonly actions: readonly ActionTimes[];
  /** Keys of the site whose attribute is not written. */
  readonly unset: readonly string[];
};

/** Settings of the resource agent for VMs, besides the policy. */
export type VmAgent = {
  readonly migrate: 'live' | 'pause';
  /** Where each member is reached for a migration, by node_id; null if by its name. */
  readonly migrationMapping: readonly { readonly member: string; readonly target: string }[] | null;
  /** Folder of the guest's definition, and the file itself; null if not set. */
  readonly path: string | null;
  readonly xmlfile: string | null;
};

/** A definition of something that a service starts and stops. `name` is the value of its primary attribute. */
export type SharedResource = Written & {
  readonly type: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly raw: RawAttributes;
};

/** A use of a definition: inline, or a reference to the shared one of this type and name. */
export type Resource = SharedResource & {
  readonly reference: boolean;
  readonly special: Special;
  readonly actions: readonly ActionTimes[];
  /** Started after it and stopped before it. */
  readonly children: readonly Resource[];
};

/** Attributes of the element with two underscores; null if not set. */
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
