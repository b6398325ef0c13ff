/** The supported releases, and how a site spells them. */
import type { Family } from './family.ts';
import { fedora } from './fedora.ts';
import { rhel5 } from './rhel5.ts';
import { rhel6 } from './rhel6.ts';
import type { FamilyName, Platform } from './release-id.ts';
import type { Dialect } from './dialect.ts';

export const FAMILIES: { readonly [F in FamilyName]: Family } = { rhel5, rhel6, fedora };

/** `rhel6.4`, `rhel6`, `fedora13`. The schema admits no other form; a check decides whether the minor version exists. */
export function platformOf(text: string): Platform {
  const [, family, minor] = /^(rhel5|rhel6|fedora)[.]?([0-9]+)?$/.exec(text) ?? [];
  if (!isFamily(family)) throw new Error(`bug/platform: the schema let ${text} pass`);
  return { family, minor: minor === undefined ? FAMILIES[family].assumed : Number(minor) };
}

/** As a site spells it, always with the minor version. */
export function platformName({ family, minor }: Platform): string {
  return `${family}${FAMILIES[family].separator}${minor}`;
}

/** The oldest and the newest release of the family. */
export function rangeOf({ family }: Platform): readonly [oldest: Platform, newest: Platform] {
  const { oldest, newest } = FAMILIES[family];
  return [
    { family, minor: oldest },
    { family, minor: newest },
  ];
}

function isFamily(name: string | undefined): name is FamilyName {
  return name !== undefined && Object.hasOwn(FAMILIES, name);
}

/** The dialect of one release. */
export function dialectOf({ family, minor }: Platform): Dialect {
  return FAMILIES[family].dialect(minor);
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
