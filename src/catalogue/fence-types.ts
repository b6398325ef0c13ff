/** Types of the catalogue of fence agents. */
/** The form of a value in the site. The agent gets a duration as whole seconds and a boolean as 0 or 1. */
export type ParameterType = 'text' | 'endpoint' | 'integer' | 'boolean' | 'duration' | 'choice' | 'secret';

export type FenceParameter = {
  /** Spelling in cluster.conf, before the renaming of 2013. */
  readonly cman: string;
  /** Spelling on RHEL 5, if different. */
  readonly rhel5?: string;
  /** Spelling of current agents, if different. */
  readonly today?: string;
  readonly type: ParameterType;
  /** Agents of today do not know it; fence-agents 4.12 and 4.16. */
  readonly gone?: true;
  /** Only agents of today know it. */
  readonly recent?: true;
  /** Agents of RHEL 5, 6 and Fedora look at the name only: whatever its value, it is on. */
  readonly byName?: true;
  /** The values of a `choice`. */
  readonly choices?: readonly string[];
};

/**
 * power: switches the node; storage: cuts its access to disks; guest: a node that is a VM; notice: only waits for a message;
 * manual: a person.
 */
export type FenceClass = 'power' | 'storage' | 'guest' | 'notice' | 'manual';

export type FenceAction = 'reboot' | 'off' | 'on';

/** The content of schemas/catalogue/fence/<family>.yaml without descriptions. */
export type FamilyEntry = {
  readonly class: FenceClass;
  /** Does each node need its own plug (outlet, blade, guest)? */
  readonly plug: 'required' | 'optional' | 'none';
  /** Is a plug one of several power feeds of a node? */
  readonly outlets: boolean;
  readonly actions: readonly FenceAction[];
  /** First release of each platform whose agents know `delay`, where that is another one than for most agents. */
  readonly delay?: readonly string[];
  /** First release of each platform that has the agent, as a site spells it; empty means every release. */
  readonly agents: { readonly [agent: string]: readonly string[] };
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** At least one parameter of each list is required. */
  readonly oneOf: readonly (readonly string[])[];
  /** Parameters that differ from those of the same name in other families. */
  readonly own: { readonly [name: string]: FenceParameter };
};
