/** Names in patterns of node files: multipath.conf's WWIDs, lvm.conf's filter. */

/**
 * Dots and pluses in brackets: of what device names and WWIDs may hold, only these two say something in an extended regular
 * expression, and a backslash would have to be doubled inside the quotes of lvm.conf.
 */
export function literal(name: string): string {
  return name.replace(/[.+]/g, '[$&]');
}
