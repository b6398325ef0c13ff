import type { FamilyName } from '../../platform/release-id.ts';

/** The OS families that the stack runs on. */
export const FAMILIES: readonly FamilyName[] = [
  'rhel8',
  'rhel9',
  'rhel10',
  'fedora4x',
  'debian12',
  'debian13',
  'ubuntu24.04',
];
