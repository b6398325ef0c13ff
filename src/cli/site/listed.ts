/** What `list` can name. */
export const LISTED = ['hosts', 'services', 'vms', 'files'] as const;
export type Listed = (typeof LISTED)[number];

/** The parser of the command line has let no other word pass. */
export function listedOf(word: string | undefined): Listed {
  return LISTED.find((listed) => listed === word) ?? 'hosts';
}
