/** The release of nodes, guessed from the CIB: the platform with that version of pacemaker. */
import { attributeOf, type XmlElement } from '../../../base/xml.ts';
import { FAMILIES, platformName } from '../../../platform/platform.ts';
import { readCib } from '../cib/document.ts';
import { pacemakerDialectOf } from '../dialect.ts';
import { compareVersions } from '../impact/scheduler/input/text.ts';
import { valueOf } from './reading.ts';

/** Releases that are guessed, the measured ones first. */
const GUESSED = ['debian12', 'debian13', 'rhel9', 'rhel8', 'rhel10'] as const;

/** Feature set of a CIB -> version of pacemaker. Tags of pacemaker. */
const FEATURE_SETS: readonly (readonly [set: string, version: string])[] = [
  ['3.20.0', '3.0.0'],
  ['3.19.5', '2.1.8'],
  ['3.19.0', '2.1.7'],
  ['3.17.4', '2.1.6'],
  ['3.16.1', '2.1.5'],
  ['3.15.0', '2.1.4'],
  ['3.11.0', '2.1.2'],
  ['3.6.1', '2.0.5'],
];

/** Undefined if the CIB names no version, and no other file shows one. */
export function releaseOf(root: XmlElement | undefined, guess: string | undefined): string | undefined {
  if (guess !== undefined || root === undefined) return guess;
  const [, written] = /^([0-9]+[.][0-9]+[.][0-9]+)/.exec(valueOf(readCib(root).options, 'dc-version') ?? '') ?? [];
  const version = written ?? bySet(attributeOf(root, 'crm_feature_set'));
  return version === undefined ? undefined : GUESSED.flatMap(releasesOf).find((one) => one.version === version)?.name;
}

function bySet(set: string | undefined): string | undefined {
  return set === undefined ? undefined : FEATURE_SETS.find(([since]) => compareVersions(set, since) >= 0)?.[1];
}

function releasesOf(family: (typeof GUESSED)[number]) {
  const { oldest, newest } = FAMILIES[family];
  return Array.from({ length: newest - oldest + 1 }, (_, step) => {
    const platform = { family, minor: oldest + step };
    return { name: platformName(platform), version: pacemakerDialectOf(platform).pacemaker };
  });
}
