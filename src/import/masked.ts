/** Texts without the secrets that they name: notes, comparisons and sites never show one. */
import { WORDS_OF_OTHERS as WORDS } from '../base/secret-names.ts';

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
