/** What the release of a bundle's nodes decides about the meaning of their files. */
import type { Bundle } from '../bundle/bundle.ts';
import { dialectOf, platformOf } from '../platform/platform.ts';
import { mergesSections } from '../platform/version.ts';
import type { Release } from './settings-files.ts';

export function releaseOf({ platform }: Pick<Bundle, 'platform'>): Release {
  return { lvm2Merges: mergesSections(dialectOf(platformOf(platform)).lvm2) };
}
