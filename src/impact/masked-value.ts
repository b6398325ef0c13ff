/** Values of attributes as they may be shown. */
import { isSecretName } from '../base/secret-names.ts';

/** Replaces a secret, as in a diff of files. */
const HIDDEN = '(hidden)';

/** Is the value hidden in a text read from a node, or not yet filled in a built file? */
export function isWithheld(value: string | undefined): boolean {
  return value !== undefined && (value.includes(HIDDEN) || value.includes('${secret:'));
}

function shown(attribute: string, value: string): string {
  return isSecretName(attribute) ? HIDDEN : `"${value}"`;
}

/** `path "/a" -> "/b"`; for an attribute that appears or disappears, its value. */
export function change(attribute: string, from: string | undefined, to: string | undefined): string {
  if (from === undefined) return to === undefined ? attribute : `${attribute} added: ${shown(attribute, to)}`;
  if (to === undefined) return `${attribute} removed: was ${shown(attribute, from)}`;
  return `${attribute} ${shown(attribute, from)} -> ${shown(attribute, to)}`;
}
