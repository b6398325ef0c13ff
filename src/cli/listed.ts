/** What `list` can name. */
export const LISTED = ['hosts', 'vms', 'files'] as const;
export type Listed = (typeof LISTED)[number];
