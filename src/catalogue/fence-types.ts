/** Types of the catalogue of fence agents. */
/** How a value is written in the site and for the agent. A duration becomes whole seconds, a boolean 0 or 1. */
export type ParameterType = 'text' | 'endpoint' | 'integer' | 'boolean' | 'duration' | 'choice' | 'secret';

export type FenceParameter = {
  /** Spelling in cluster.conf, before the renaming of 2013. */
  readonly cman: string;
  /** Spelling on RHEL 5, where it is another one. */
  readonly rhel5?: string;
  /** Spelling of today's agents, where it is another one. */
  readonly today?: string;
  readonly type: ParameterType;
  /** Agents of RHEL 5, 6 and Fedora look at the name only: whatever its value, it is on. */
  readonly byName?: true;
  /** What a `choice` may be. */
  readonly choices?: readonly string[];
};

/** power: the node itself; storage: its way to the disks; guest: a node that is a VM; notice: nothing, it waits for word; manual: a person. */
export type FenceClass = 'power' | 'storage' | 'guest' | 'notice' | 'manual';

export type FenceAction = 'reboot' | 'off' | 'on';

/** What schemas/catalogue/fence/<family>.yaml says, without the words for people. */
export type FamilyEntry = {
  readonly class: FenceClass;
  /** Does each node need its own plug (outlet, blade, guest)? */
  readonly plug: 'required' | 'optional' | 'none';
  /** Is a plug one of the feeds of a node, of which there may be more? */
  readonly outlets: boolean;
  readonly actions: readonly FenceAction[];
  /** First release of each platform that has the agent, as a site spells it; none says all. */
  readonly agents: { readonly [agent: string]: readonly string[] };
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Of each of these lists, one has to be there. */
  readonly oneOf: readonly (readonly string[])[];
  /** Parameters that are unlike those of the same name elsewhere. */
  readonly own: { readonly [name: string]: FenceParameter };
};
