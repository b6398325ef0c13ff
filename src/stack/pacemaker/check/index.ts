/** Checks specific to corosync, pacemaker and their agents. Domain reference, pacemaker.md, 7. */
import type { Check } from '../../../check/check.ts';
import type { PacemakerOptions } from '../options.ts';
import { corosyncChecks } from './corosync.ts';
import { fencingChecks } from './fencing.ts';
import { guestChecks } from './guests.ts';
import { nameChecks } from './names.ts';
import { optionChecks } from './options.ts';
import { serviceChecks } from './services.ts';
import { storageChecks } from './storage.ts';

export const pacemakerChecks: readonly Check<PacemakerOptions>[] = [
  ...corosyncChecks,
  ...fencingChecks,
  ...optionChecks,
  ...storageChecks,
  ...nameChecks,
  ...guestChecks,
  ...serviceChecks,
];
