/** Checks specific to corosync, pacemaker and their agents. */
import type { Check } from '../../../check/check.ts';
import type { PacemakerOptions } from '../options.ts';
import { corosyncChecks } from './corosync.ts';
import { definitionChecks } from './definitions.ts';
import { fencingChecks } from './fencing.ts';
import { groupOwnerChecks } from './group-owners.ts';
import { guestChecks } from './guests.ts';
import { hostChecks } from './hosts.ts';
import { metaChecks } from './meta.ts';
import { nameChecks } from './names.ts';
import { nodeChecks } from './nodes.ts';
import { operationChecks } from './operations.ts';
import { optionValueChecks } from './option-values.ts';
import { optionChecks } from './options.ts';
import { placementChecks } from './placement.ts';
import { reservationChecks } from './reservations.ts';
import { serviceChecks } from './services.ts';
import { storageChecks } from './storage.ts';
import { unusedChecks } from './unused.ts';

export const pacemakerChecks: readonly Check<PacemakerOptions>[] = [
  ...corosyncChecks,
  ...nodeChecks,
  ...hostChecks,
  ...fencingChecks,
  ...reservationChecks,
  ...optionChecks,
  ...optionValueChecks,
  ...storageChecks,
  ...groupOwnerChecks,
  ...nameChecks,
  ...guestChecks,
  ...definitionChecks,
  ...serviceChecks,
  ...operationChecks,
  ...metaChecks,
  ...placementChecks,
  ...unusedChecks,
];
