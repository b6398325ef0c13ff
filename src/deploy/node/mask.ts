/**
 * Secrets out of a text that was read from a node, before anything else sees it: by name, and by value where it is known.
 *
 * Where a secret belongs, a value that is known becomes the placeholder that stands for it in a bundle, and any other value
 * `(hidden)`: so two texts can be compared, and a changed password is a difference, without a value being shown.
 */
import type { Sealed } from '../../base/sealed.ts';
import { SECRET_NAMES } from '../../base/secret-names.ts';
import { spellingsInFiles } from '../../base/spellings.ts';
import { unescapeXml } from '../../base/xml.ts';

/** What is shown in place of a secret that nobody knows, or that stands where none belongs. */
export const HIDDEN = '(hidden)';

/** Where secrets are written; the last group is the value, and ends the match. No two repetitions in a row take the same letters: a node's file may be made to be slow. */
const PLACES = [
  /** Also one without an end, as far as its line goes. */
  new RegExp(`(?:${SECRET_NAMES})\\s*=\\s*("[^"]*"|'[^']*'|["'][^\\r\\n]*$)`, 'gim'),
  /** `a.b.password = x`, commented out, too. */
  new RegExp(`^[#\\t\\v\\f\\r ]*(?:[^\\s=#][^\\s=]*)?(?:${SECRET_NAMES})\\s*=\\s*(\\S.*)$`, 'gim'),
];
/** What somebody noted: "passwd was X" in a comment. Nothing of ours is written so. */
const REMARK = /\b(?:passwd|password|passphrase)\b[ \t]*(?::[ \t]*)?(?<=[: \t])((?![=(:])\S.*)$/gim;

/** A function that hides secrets. The known ones are labelled with their names. */
export function masker(known: readonly Sealed[]): (text: string) => string {
  const hide = hider(known);
  return (text) => {
    const named = PLACES.reduce<readonly Piece[]>(
      (all, place) => all.flatMap((piece) => cut(piece, place, (value) => insteadOf(value, known))),
      [text],
    );
    const pieces = named.flatMap((piece) => cut(piece, REMARK, insteadOfRemark));
    return pieces.map((piece) => (typeof piece === 'string' ? hide(piece) : piece.instead)).join('');
  };
}

/** A function that hides the known values in every spelling, wherever they stand. */
export function hider(known: readonly Sealed[]): (text: string) => string {
  // The longest first: what is left of one secret after another, shorter one was hidden in it is still a part of it.
  const values = known.flatMap(spellingsInFiles).sort((a, b) => b.length - a.length);
  return (text) => values.reduce((shown, secret) => secret.hideIn(shown, HIDDEN), text);
}

/** Names in a placeholder that stands for several secrets of one value. No name has this sign. */
export const OR = '|';

/** A text as it is, or what is shown in the place of a secret: that is not looked at again. */
type Piece = string | { readonly instead: string };

function cut(piece: Piece, place: RegExp, instead: (value: string) => string): readonly Piece[] {
  if (typeof piece !== 'string') return [piece];
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: all, 1: value = '', index } of piece.matchAll(place)) {
    pieces.push(piece.slice(from, index + all.length - value.length), { instead: instead(value) });
    from = index + all.length;
  }
  return [...pieces, piece.slice(from)];
}

function insteadOf(value: string, known: readonly Sealed[]): string {
  const [, , quoted] = /^(["'])(.*)\1$/s.exec(value) ?? [];
  const own = quoted ?? value.trimEnd();
  const names = known.filter((secret) => secret.is(own) || secret.is(unescapeXml(own))).map(({ label }) => label);
  const shown = names.length === 0 ? HIDDEN : `\${secret:${names.sort().join(OR)}}`;
  return /^["']/.test(value) ? `"${shown}"` : shown;
}

/** The comment that it stands in ends as it did. */
function insteadOfRemark(value: string): string {
  return value.trimEnd().endsWith('-->') ? `${HIDDEN} -->` : HIDDEN;
}
