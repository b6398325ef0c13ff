/** Masks secrets in text. Notes, comparisons and sites never show one. */
import { WORDS_OF_OTHERS as WORDS } from '../base/secret-names.ts';

/** A name and its value in mount options, a command line or an unquoted attribute. */
const PAIR = new RegExp(`([\\w.-]*(?:${WORDS})(?:_in|key)?["']?\\s*[=:]\\s*)("[^"]*"|'[^']*'|[^\\s,;"'<>/]+)`, 'gi');
const IN_URL = /(\/\/[^\s/:@]+:)[^\s/@]+(?=@)/g;

/** The text with masked secrets, such as `user=u,password=...`. */
export function redacted(text: string): string {
  const hidden = (_all: string, name: string, value: string) => `${name}${/^["']/.test(value) ? '"..."' : '...'}`;
  return text.replace(PAIR, hidden).replace(IN_URL, '$1...');
}

/** True if a value contains a secret. */
export function holdsSecret(value: string): boolean {
  return redacted(value) !== value;
}
