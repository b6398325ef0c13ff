/** `rhel6.4` as family and minor version. */
import { OLDEST_MINOR } from './defaults.ts';
import type { Platform } from './model.ts';

/** The schema admits no other spelling; a bare family means its oldest supported minor. */
export function platformOf(text: string): Platform {
  const [, minor] = text.split('.');
  return { family: 'rhel6', minor: minor === undefined ? OLDEST_MINOR : Number(minor) };
}
