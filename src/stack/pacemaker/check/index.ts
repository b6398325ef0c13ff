/** The checks that only corosync, pacemaker and their agents need. Domain reference, pacemaker.md, 7. */
import type { Check } from '../../../check/check.ts';
import type { PacemakerOptions } from '../options.ts';

export const pacemakerChecks: readonly Check<PacemakerOptions>[] = [];
