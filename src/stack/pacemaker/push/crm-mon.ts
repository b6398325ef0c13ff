/**
 * Questions to `crm_mon -1 --output-as=xml`. While an operation is pending, it counts a resource that has only begun to start as active on its
 * node, and one that has begun to stop as not active, though it still runs: `active`, `resources_running`, and `crm_resource --locate`. So
 * conditions are about the role. Seen on pacemaker 2.1.5.
 */
import type { Expected, Probe } from '../../../bundle/action.ts';
import { asking, command } from '../../../emit/actions.ts';

export function crmMon(...says: readonly Expected[]): Probe {
  return asking(command('crm_mon', '-1', '--output-as=xml'), ...says);
}

export function nodeIs(name: string, state: Readonly<Record<string, string>>): Expected {
  return { some: 'node', with: { name, ...state } };
}

/** The node is a member of pacemaker's cluster, too. */
export function isOnline(name: string): Expected {
  return nodeIs(name, { online: 'true', pending: 'false' });
}

/** The node has left, and is not taken for lost. */
export function isGone(name: string): Expected {
  return nodeIs(name, { online: 'false', unclean: 'false' });
}

/** There is a coordinator, and the cluster is quorate. */
export const LED: Expected = { some: 'current_dc', with: { present: 'true', with_quorum: 'true' } };

/** All these nodes are members of a cluster that is quorate. */
export function together(names: readonly string[]): Probe {
  return crmMon(LED, ...names.map(isOnline));
}

/** A primitive, or a clone that has no promoted instances, has started, and has not failed. */
export function isUp(id: string): Expected {
  return { some: 'resource', with: { id, role: 'Started', failed: 'false' } };
}

/** The same for a resource of an operator; Master and Slave were the roles of promotable clones before pacemaker 2.1. */
export function isUpInAnyRole(id: string): Expected {
  return {
    some: 'resource',
    with: { id, role: ['Started', 'Promoted', 'Unpromoted', 'Master', 'Slave'], failed: 'false' },
  };
}

/** Every instance has stopped, or there is none. */
export function isDown(id: string): Expected {
  return { none: 'resource', with: { id, role: { not: 'Stopped' } } };
}

/** Nothing is on its way down, or to another node. */
export const NOTHING_LEAVES: Expected = { none: 'resource', with: { role: ['Stopping', 'Migrating'] } };
