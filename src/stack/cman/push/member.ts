/** Is a node in the cluster? */
import type { Probe } from '../../../bundle/action.ts';
import { command } from '../../../emit/actions.ts';

/** cman_tool exits 1 if cman does not run; cman_tool(8). */
export const MEMBER: Probe = {
  ...command('cman_tool', 'status'),
  says: [{ field: 'Membership state', is: 'Cluster-Member' }],
};

/**
 * Has rgmanager joined its group? `service rgmanager status` succeeds 13 to 25 s earlier, and until then no VM can be migrated
 * there. Measured on cman 3.2.
 */
export const IN_GROUP: Probe = {
  ...command('clustat', '-x'),
  says: [{ some: 'node', with: { local: '1', rgmanager: '1' } }],
};

/** States of a service that is changing to another state. */
export const MOVING = ['starting', 'stopping', 'recovering', 'recoverable', 'migrating'] as const;

/** Id, then M for a member; cman_tool(8), nodes. */
export const SEES: Probe = { ...command('cman_tool', 'nodes'), says: [{ row: ['${node-id}', 'M'] }] };
