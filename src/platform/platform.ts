/** The supported releases, and how a site spells them. */
import { debian12, debian13, ubuntu2404 } from './debian.ts';
import type { Dialect } from './dialect.ts';
import type { Family } from './family.ts';
import { fedora } from './fedora.ts';
import { fedora4x } from './fedora4x.ts';
import { rhel10, rhel8, rhel9 } from './rhel-today.ts';
import { rhel5 } from './rhel5.ts';
import { rhel6 } from './rhel6.ts';
import type { FamilyName, Platform } from './release-id.ts';

export const FAMILIES: { readonly [F in FamilyName]: Family } = {
  rhel5,
  rhel6,
  fedora,
  rhel8,
  rhel9,
  rhel10,
  fedora4x,
  debian12,
  debian13,
  'ubuntu24.04': ubuntu2404,
};

const NAMES = Object.keys(FAMILIES).filter(isFamily);

/** `rhel6.4`, `rhel6`, `fedora13`, `debian12`; undefined for what is spelled like no release. Whether there is such a minor version is for a check. */
export function readPlatform(text: string): Platform | undefined {
  const alone = NAMES.find((family) => FAMILIES[family].alone === text);
  if (alone !== undefined) return { family: alone, minor: FAMILIES[alone].assumed };
  const [, before, digits] = /^(.*[^0-9])(0|[1-9][0-9]?)$/.exec(text) ?? [];
  const spelled = NAMES.filter((family) => FAMILIES[family].before === before);
  const minor = Number(digits);
  const family = spelled.find((name) => isBetween(minor, FAMILIES[name])) ?? spelled[0];
  return family === undefined ? undefined : { family, minor };
}

/** The release of a name that was read before: of a model, a bundle, or a table of ours. */
export function platformOf(text: string): Platform {
  const platform = readPlatform(text);
  if (platform === undefined) throw new Error(`bug/platform: there is no release ${text}`);
  return platform;
}

/** As a site spells it, always with the minor version where there are several. */
export function platformName({ family, minor }: Platform): string {
  const { before, alone } = FAMILIES[family];
  return before === alone && minor === 0 ? before : `${before}${minor}`;
}

/** Every name that a site may write, families alone and single releases, oldest first. */
export function platformNames(): readonly string[] {
  return NAMES.flatMap((family) => {
    const { alone, oldest, newest } = FAMILIES[family];
    const releases = Array.from({ length: newest - oldest + 1 }, (_, step) =>
      platformName({ family, minor: oldest + step }),
    );
    return [...new Set([...(alone === null ? [] : [alone]), ...releases])];
  });
}

function isBetween(minor: number, { oldest, newest }: Family): boolean {
  return minor >= oldest && minor <= newest;
}

/** The oldest and the newest release of the family. */
export function rangeOf({ family }: Platform): readonly [oldest: Platform, newest: Platform] {
  const { oldest, newest } = FAMILIES[family];
  return [
    { family, minor: oldest },
    { family, minor: newest },
  ];
}

function isFamily(name: string): name is FamilyName {
  return Object.hasOwn(FAMILIES, name);
}

/** By family and minor release. */
const dialects = new Map<string, Dialect>();

/** The dialect of one release. */
export function dialectOf({ family, minor }: Platform): Dialect {
  const key = `${family} ${minor}`;
  const dialect = dialects.get(key) ?? FAMILIES[family].dialect(minor);
  dialects.set(key, dialect);
  return dialect;
}

/** The dialect that all of these releases of one family support: that of the oldest. */
export function oldestDialect(platforms: readonly Platform[]): Dialect {
  const [first, ...others] = platforms;
  if (first === undefined) throw new Error('bug/platform: a dialect of no platform');
  return dialectOf(others.reduce((oldest, platform) => (platform.minor < oldest.minor ? platform : oldest), first));
}

/** A release of this family, among these, whose dialect lacks something. All must be of one family. */
export function lacking(
  { family }: Platform,
  platforms: readonly Platform[],
  can: (platform: Platform) => boolean,
): Platform | undefined {
  return platforms.find((platform) => platform.family === family && !can(platform));
}

/** The first release of a family whose dialect has something; undefined if none has. */
export function firstWith({ family }: Platform, can: (platform: Platform) => boolean): Platform | undefined {
  const { oldest, newest } = FAMILIES[family];
  for (let minor = oldest; minor <= newest; minor += 1) {
    if (can({ family, minor })) return { family, minor };
  }
  return undefined;
}
