/** Which attributes and keys hold secrets, and texts without them: notes, comparisons and sites never show one. */
import { secretAttributes } from '../catalogue/fence.ts';

const FENCE = secretAttributes();
const WORDS = 'pass|passwd|password|passphrase|pwd|pw|secret|(?:auth|access|session|api)[_-]?token|credentials?';
/** Names that begin or end with such a word, as in DBPASS, pass, auth_token and snmp_priv_passwd; no path of a script. */
const NAME = new RegExp(
  `(^|[_.-]|[a-z]{2})(${WORDS})(_in|key)?$|^(${WORDS})[_.-](?!script|file)|(^|[._])key$|secret`,
  'i',
);
/** What such a word follows and is none: a bypass, a compass. */
const HARMLESS = /(by|com|tres|over|sur)pass$/i;

/** Those of the catalogue, and what agents and files that it lacks call theirs. */
export function isSecretName(name: string): boolean {
  return FENCE.has(name) || name === 'community' || (NAME.test(name) && !HARMLESS.test(name));
}

/** A name and its value: options of a mount, a command line, an attribute without quotes. */
const PAIR = new RegExp(`([\\w.-]*(?:${WORDS})(?:_in|key)?["']?\\s*[=:]\\s*)("[^"]*"|'[^']*'|[^\\s,;"'<>/]+)`, 'gi');
const IN_URL = /(\/\/[^\s/:@]+:)[^\s/@]+(?=@)/g;

/** The text without the secrets that it names, such as `user=u,password=...`. */
export function redacted(text: string): string {
  const hidden = (_all: string, name: string, value: string) => `${name}${/^["']/.test(value) ? '"..."' : '...'}`;
  return text.replace(PAIR, hidden).replace(IN_URL, '$1...');
}

/** Does a value hold a secret within it? */
export function holdsSecret(value: string): boolean {
  return redacted(value) !== value;
}
