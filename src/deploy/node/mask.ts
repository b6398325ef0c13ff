/**
 * Removes secrets from text read from a node before it is used: by attribute name, and by value if known.
 *
 * Where a secret belongs, a known value becomes its placeholder in a bundle, and any other value becomes `(hidden)`. So texts
 * can be compared, and a changed password is a difference, but no value is shown.
 */
import type { Sealed } from '../../base/sealed.ts';
import { SECRET_NAMES } from '../../base/secret-names.ts';
import { spellings, spellingsInFiles } from '../../base/spellings.ts';
import { unescapeXml } from '../../base/xml.ts';

/** Replaces a secret that is unknown, or in a place where none belongs. */
export const HIDDEN = '(hidden)';

/** Where secrets are written; the last group is the value, and ends the match. Adjacent repetitions match different characters, since a file of a node may be made to be slow. */
const PLACES = [
  /** Also matches an unterminated value, up to the end of its line. */
  new RegExp(`(?:${SECRET_NAMES})\\s*=\\s*("[^"]*"|'[^']*'|["'][^\\r\\n]*$)`, 'gim'),
  /** A pair of name and value, as a CIB has them. */
  new RegExp(
    `\\bname\\s*=\\s*(?:"[^"\\r\\n]*(?:${SECRET_NAMES})"|'[^'\\r\\n]*(?:${SECRET_NAMES})')\\s+value\\s*=\\s*("[^"]*"|'[^']*')`,
    'gi',
  ),
  /** `a.b.password = x`, also if commented out. */
  new RegExp(`^[#\\t\\v\\f\\r ]*(?:[^\\s=#][^\\s=]*)?(?:${SECRET_NAMES})\\s*=\\s*(\\S.*)$`, 'gim'),
];
/**
 * An option among others, as in mount(8): `username=u,password=x`, `user=u%x` of mount.cifs(8), `secret=x` of mount.ceph(8). Also in
 * an attribute and in a command line that a validator prints.
 */
const OPTION = new RegExp(
  `(?<![\\w.-])(?:(?:${SECRET_NAMES}|pass)2?=|user(?:name)?=[^\\s,%"'<>]{1,256}%)([^\\s,"'<>]+)`,
  'gi',
);
/**
 * A remark such as "passwd was X" in a comment. clusterc writes none. Not the names of secret parameters with which a CIB keeps the state
 * of a fence device: op-secure-params="  password passwd  ". Seen with fence_ipmilan of fence-agents 4.12.
 */
const REMARK =
  /(?<!\bop-secure-params="[\w \t.-]{0,256})\b(?:passwd|password|passphrase)\b[ \t]*(?::[ \t]*)?(?<=[: \t])((?![=(:])\S.*)$/gim;

/** A function that hides secrets. Known ones become their placeholder. */
export function masker(known: readonly Sealed[]): (text: string) => string {
  const hide = hider(known);
  return (text) => {
    const named = PLACES.reduce<readonly Piece[]>(
      (all, place) => all.flatMap((piece) => cut(piece, place, (value) => insteadOf(value, known))),
      [text],
    );
    const optioned = named.flatMap((piece) => cut(piece, OPTION, (value) => insteadOf(value, known)));
    const pieces = optioned.flatMap((piece) => cut(piece, REMARK, insteadOfRemark));
    return pieces.map((piece) => (typeof piece === 'string' ? hide(piece) : piece.instead)).join('');
  };
}

/** A function that hides the known values in every spelling, anywhere. */
export function hider(known: readonly Sealed[]): (text: string) => string {
  // Longest first: a shorter secret may be part of a longer one.
  const values = known
    .flatMap((secret) => (secret.length < SHORTEST ? spellingsInFiles(secret) : spellings(secret)))
    .sort((a, b) => b.length - a.length);
  const done = new Map<string, string>();
  // Nodes have the same files.
  return (text) => {
    const shown = done.get(text) ?? values.reduce((rest, secret) => secret.hideIn(rest, HIDDEN), text);
    done.set(text, shown);
    return shown;
  };
}

/** UTF-16 units. The hex or base64 of a shorter value may be a part of any text. Our choice. */
export const SHORTEST = 8;

/** The site's own text without values of options: what a node has there is hidden, and the two are never shown as equal. */
export function withoutOptions(text: string): string {
  return text.replace(OPTION, (all: string, value: string) =>
    value.startsWith('${') ? all : `${all.slice(0, all.length - value.length)}(as in the site)`,
  );
}

/** Separates names in a placeholder of several secrets with one value. No name contains it. */
export const OR = '|';

/** Text, or the replacement of a secret, which is not searched again. */
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

/** Keeps the end of the comment that contains it. */
function insteadOfRemark(value: string): string {
  return value.trimEnd().endsWith('-->') ? `${HIDDEN} -->` : HIDDEN;
}
