/** The words that `list` accepts. */
export const LISTED = ['hosts', 'services', 'vms', 'files'] as const;
export type Listed = (typeof LISTED)[number];

/** The command-line parser has rejected every other word. */
export function listedOf(word: string | undefined): Listed {
  return LISTED.find((listed) => listed === word) ?? 'hosts';
}
