/** The checks that every stack shares. */
import type { Check } from './check.ts';
import { clusterChecks } from './cluster.ts';
import { fenceChecks } from './fence.ts';
import { storageChecks } from './storage.ts';
import { vmChecks } from './vms.ts';

export const commonChecks: readonly Check[] = [...clusterChecks, ...fenceChecks, ...storageChecks, ...vmChecks];
