/** Ids of actions that files and other actions refer to. */
import { actionId } from '../../../emit/actions.ts';

export const RELOAD = actionId('corosync', 'reload');
