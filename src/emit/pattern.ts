/** Names in patterns of node files: WWIDs in multipath.conf, the filter in lvm.conf. */

/**
 * Quotes dots and pluses with brackets. Among characters of device names and WWIDs only these are special in an extended
 * regular expression, and a backslash would have to be doubled in lvm.conf.
 */
export function literal(name: string): string {
  return name.replace(/[.+]/g, '[$&]');
}
