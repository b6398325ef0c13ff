/** A system's own name: the line in /etc/redhat-release, or the assignments in /etc/os-release. */

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

/** The same from os-release(5): `ID=debian` and `VERSION_ID="12"`. Rebuilds of RHEL count as it. */
export function osReleaseIn(text: string): string | undefined {
  const value = (key: string) => new RegExp(`^${key}=["']?([A-Za-z0-9._-]*)`, 'm').exec(text)?.[1] ?? '';
  const [id, version] = [value('ID'), value('VERSION_ID')];
  if (id === 'debian' || id === 'ubuntu')
    return [`debian12`, 'debian13', 'ubuntu24.04'].find((one) => one === `${id}${version}`);
  if (id === 'fedora') return releaseIn(`Fedora release ${version}`);
  return REBUILDS.includes(id) ? releaseIn(`release ${version}`) : undefined;
}

const REBUILDS = ['rhel', 'centos', 'almalinux', 'rocky', 'ol'];
