/** Ids of actions that others wait for. */
import { actionId } from '../../../emit/actions.ts';

export const QUORUM_DISK = actionId('qdisk', 'make');
export const START_CMAN = actionId('cman', 'start');
export const START_CLVMD = actionId('clvmd', 'start');
export const START_RGMANAGER = actionId('rgmanager', 'start');
export const STOP_RGMANAGER = actionId('rgmanager', 'stop');
export const STOP_CLVMD = actionId('clvmd', 'stop');
export const STOP_CMAN = actionId('cman', 'stop');
