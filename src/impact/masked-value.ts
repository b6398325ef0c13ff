/** Values of attributes as they may be shown. */

/** Attributes that hold secrets: of fence agents, of libvirt, and of database agents. */
const SECRET = /passw|passphrase|secret|community|snmp_priv|^key$/i;

/** What is shown in the place of a secret, as in a diff of files. */
const HIDDEN = '(hidden)';

/** A value that stands in none of the files: hidden in what was read from a node, and not yet filled in what was built. */
export function isWithheld(value: string | undefined): boolean {
  return value !== undefined && (value.includes(HIDDEN) || value.includes('${secret:'));
}

export function isSecret(attribute: string): boolean {
  return SECRET.test(attribute);
}

function shown(attribute: string, value: string): string {
  return isSecret(attribute) ? HIDDEN : `"${value}"`;
}

/** `path "/a" -> "/b"`; for one that appears or disappears, what it was or becomes. */
export function change(attribute: string, from: string | undefined, to: string | undefined): string {
  if (from === undefined) return to === undefined ? attribute : `${attribute} added: ${shown(attribute, to)}`;
  if (to === undefined) return `${attribute} removed: was ${shown(attribute, from)}`;
  return `${attribute} ${shown(attribute, from)} -> ${shown(attribute, to)}`;
}
