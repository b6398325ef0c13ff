/** A system's own name: the line in /etc/redhat-release, or the pretty name in /etc/os-release. */

/**
 * As a site spells it, `rhel6.4`; undefined for other systems. From `Red Hat Enterprise Linux Server release 6.4 (Santiago)`,
 * and its rebuilds.
 */
export function releaseIn(text: string): string | undefined {
  const [, fedora] = /Fedora release (12|13|4[2-4])\b/.exec(text) ?? [];
  if (fedora !== undefined) return `fedora${fedora}`;
  const [, debian] = /Debian GNU\/Linux (1[23])\b/.exec(text) ?? [];
  if (debian !== undefined) return `debian${debian}`;
  if (/Ubuntu 24[.]04\b/.test(text)) return 'ubuntu24.04';
  const [, major, minor] = /release ([5689]|10)(?:[.]([0-9]{1,2}))?/.exec(text) ?? [];
  if (major === undefined) return undefined;
  return minor === undefined ? `rhel${major}` : `rhel${major}.${minor}`;
}
