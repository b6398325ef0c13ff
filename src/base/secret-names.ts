/** Names of keys, attributes and parameters that hold secrets. The only list: whatever shows a text or a value asks here. */

/** Parts of a regular expression with the flag `i`: what a name ends with whose value is the secret itself. */
export const SECRET_WORDS = 'passw(?:or)?d(?:_in)?|passphrase|community|_kg';

/** The same for attributes and for keys of other files; in a site, `secret` holds the name of one, and no `key` is one. */
export const SECRET_NAMES = `${SECRET_WORDS}|secret|(?<![a-z])key`;

const NAME = new RegExp(`(?:${SECRET_NAMES})$`, 'i');

/** Does an attribute, a key or a parameter of this name hold a secret? */
export function isSecretName(name: string): boolean {
  return NAME.test(name);
}
