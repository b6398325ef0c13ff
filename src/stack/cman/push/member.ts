/** Is a node in the cluster? */
import type { Probe } from '../../../bundle/action.ts';
import { command } from '../../../emit/actions.ts';

/** cman_tool ends with 1 where cman does not run; cman_tool(8). */
export const MEMBER: Probe = { ...command('cman_tool', 'status'), lines: ['^Membership state: Cluster-Member$'] };

/** Id, then M for a member; cman_tool(8), nodes. */
export const SEES: Probe = { ...command('cman_tool', 'nodes'), lines: ['^ *${node-id} +M '] };
