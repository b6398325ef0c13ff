/** The releases that there are, and how a site spells them. */
import type { Family } from './family.ts';
import { fedora } from './fedora.ts';
import { rhel5 } from './rhel5.ts';
import { rhel6 } from './rhel6.ts';

export type FamilyName = 'rhel5' | 'rhel6' | 'fedora';

/** An operating system release: family and minor version. */
export type Platform = { readonly family: FamilyName; readonly minor: number };

export const FAMILIES: { readonly [F in FamilyName]: Family } = { rhel5, rhel6, fedora };

/** `rhel6.4`, `rhel6`, `fedora13`. The schema admits no other form; whether there is such a minor is for a check. */
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
  return name !== undefined && name in FAMILIES;
}
