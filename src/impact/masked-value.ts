/** Values of attributes as they may be shown. */
import { isSecretName } from '../base/secret-names.ts';

/** What is shown in the place of a secret, as in a diff of files. */
const HIDDEN = '(hidden)';

/** A value that stands in none of the files: hidden in what was read from a node, and not yet filled in what was built. */
export function isWithheld(value: string | undefined): boolean {
  return value !== undefined && (value.includes(HIDDEN) || value.includes('${secret:'));
}

function shown(attribute: string, value: string): string {
  return isSecretName(attribute) ? HIDDEN : `"${value}"`;
}

/** `path "/a" -> "/b"`; for one that appears or disappears, what it was or becomes. */
export function change(attribute: string, from: string | undefined, to: string | undefined): string {
  if (from === undefined) return to === undefined ? attribute : `${attribute} added: ${shown(attribute, to)}`;
  if (to === undefined) return `${attribute} removed: was ${shown(attribute, from)}`;
  return `${attribute} ${shown(attribute, from)} -> ${shown(attribute, to)}`;
}
