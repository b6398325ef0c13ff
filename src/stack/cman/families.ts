import type { FamilyName } from '../../platform/release-id.ts';

/** The OS families that the stack runs on. */
export const FAMILIES: readonly FamilyName[] = ['rhel5', 'rhel6', 'fedora'];
