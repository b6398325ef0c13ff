/** A system's own name: the line in /etc/redhat-release. */

/**
 * As a site spells it, `rhel6.4`; undefined for other systems. From `Red Hat Enterprise Linux Server release 6.4 (Santiago)`,
 * and its rebuilds.
 */
export function releaseIn(text: string): string | undefined {
  const [, fedora] = /Fedora release (12|13)\b/.exec(text) ?? [];
  if (fedora !== undefined) return `fedora${fedora}`;
  const [, major, minor] = /release ([56])(?:[.]([0-9]{1,2}))?/.exec(text) ?? [];
  if (major === undefined) return undefined;
  return minor === undefined ? `rhel${major}` : `rhel${major}.${minor}`;
}
