/** Secrets out of a text that was read from a node, before anything else sees it: by name, and by value where it is known. */
import type { Sealed } from '../base/sealed.ts';
import { spellings } from '../bundle/content.ts';
import { secretAttributes } from '../catalogue/fence.ts';

/** What is shown in place of a secret. */
export const HIDDEN = '(hidden)';

/** Attributes and keys that hold secrets beside those of the catalogue: also in elements that somebody added by hand. */
const ALWAYS = ['passwd', 'password', 'passwd_in', 'password_in', 'snmp_priv_passwd', 'community', 'secret', 'key'];

/** A function that hides secrets: values of XML attributes, of `a.b.password = x` lines (commented out, too), remarks, and the known values in every spelling. */
export function masker(known: readonly Sealed[]): (text: string) => string {
  const names = [...new Set([...ALWAYS, ...secretAttributes()])].join('|');
  const attribute = new RegExp(`\\b(${names})(\\s*=\\s*)("[^"]*"|'[^']*'|["'][^\\r\\n]*$)`, 'gim');
  // What somebody noted: "passwd was X" in a comment. Nothing of ours is written so.
  const remark = /\b((?:passwd|password|passphrase)\b(?:\s*:|[ \t]+)[ \t]*)(?![=(:\s])\S.*$/gim;
  const line = new RegExp(`^([#\\s]*[^\\s=]*\\b(?:${names})\\s*=\\s*)(?!["']\\(hidden)\\S.*$`, 'gim');
  // The longest first: what is left of one secret after another, shorter one was hidden in it is still a part of it.
  const values = known.flatMap(spellings).sort((a, b) => b.length - a.length);
  return (text) => {
    const byName = text
      .replace(attribute, `$1$2"${HIDDEN}"`)
      .replace(line, `$1${HIDDEN}`)
      .replace(remark, `$1${HIDDEN}`);
    return values.reduce((shown, secret) => secret.hideIn(shown, HIDDEN), byName);
  };
}
