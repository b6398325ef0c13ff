/** Characters that look like YAML quotes or spaces, but are ordinary text to YAML. */

const NAMES: ReadonlyMap<string, string> = new Map([
  ['\u00a0', 'a no-break space, U+00A0'],
  ['\u2007', 'a figure space, U+2007'],
  ['\u202f', 'a narrow no-break space, U+202F'],
  ['\u3000', 'an ideographic space, U+3000'],
  ['\u200b', 'a zero width space, U+200B'],
]);
const BLANK = /[\u00a0\u2007\u202f\u3000\u200b]/u;
const QUOTED =
  /^([\u2018-\u201f\u00ab\u00bb\u2039\u203a\u0060\u00b4])[^]*[\u2018-\u201f\u00ab\u00bb\u2039\u203a\u0060\u00b4]$/u;

export type LookAlike = { readonly sign: string; readonly name: string; readonly cure: string };

/** One around a text, if any: quotes at both ends, or a blank at one of them. */
export function lookAlikeIn(text: string): LookAlike | undefined {
  const [, quote] = QUOTED.exec(text) ?? [];
  if (quote !== undefined)
    return { sign: quote, name: `a quote, ${codePoint(quote)}`, cure: 'write " or \' in its place' };
  const blank = [text[0], text.at(-1)].find((sign) => sign !== undefined && NAMES.has(sign));
  return blank === undefined ? undefined : blankWords(blank);
}

/** A blank of another kind in a line of a file. */
export function lookAlikeBlankIn(line: string): LookAlike | undefined {
  const [blank] = BLANK.exec(line) ?? [];
  return blank === undefined ? undefined : blankWords(blank);
}

function blankWords(blank: string): LookAlike {
  return { sign: blank, name: NAMES.get(blank) ?? codePoint(blank), cure: 'write an ordinary space in its place' };
}

function codePoint(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
