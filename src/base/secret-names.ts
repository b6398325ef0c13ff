/** Names of keys, attributes and parameters that hold secrets. The only list: whatever shows a text or a value asks here. */

/** Parts of a regular expression with the flag `i`: endings of names whose value is a secret. */
export const SECRET_WORDS = 'passw(?:or)?d(?:_in)?|passphrase|community|_kg';

/**
 * The same for attributes and for keys of other files. In a site, `secret` holds the name of a secret, and no `key` is one. The keys of
 * each result and failure in the status of a cluster are names of operations.
 */
export const SECRET_NAMES = `${SECRET_WORDS}|secret|(?<![a-z]|\\bop_|\\boperation_|\\btransition-)key`;

const NAME = new RegExp(`(?:${SECRET_NAMES})$`, 'i');

/** Words for secrets in agents and files that the catalogue lacks, as in DBPASS, pass and auth_token. */
export const WORDS_OF_OTHERS =
  'pass|passwd|password|passphrase|pwd|pw|secret|(?:auth|access|session|api)[_-]?token|credentials?';
/** Names that begin or end with such a word; no path of a script. */
const OF_OTHERS = new RegExp(
  `(^|[_.-]|[a-z]{2})(${WORDS_OF_OTHERS})(_in|key)?$|^(${WORDS_OF_OTHERS})[_.-](?!script|file)|(^|[._])key$|secret`,
  'i',
);
/** Words with such an ending that are not secrets: bypass, compass. */
const HARMLESS = /(by|com|tres|over|sur)pass$/i;

/** Does an attribute, a key or a parameter of this name hold a secret? */
export function isSecretName(name: string): boolean {
  return NAME.test(name) || (OF_OTHERS.test(name) && !HARMLESS.test(name));
}
