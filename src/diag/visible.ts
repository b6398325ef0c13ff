/** Untrusted text on a terminal: made visible, and its width. Pure. */

/** Most texts: nothing to show in another way, and each character takes one column. */
export const PLAIN = /^[ -~]*$/;

/** Control characters become visible symbols and a tab one blank, so that carets stay aligned. */
export function visible(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(/\t/g, ' ')
    .replace(/[\u0000-\u001f]/g, pictureOf)
    .replace(/[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '�');
}

function pictureOf(control: string): string {
  return String.fromCodePoint(0x2400 + (control.codePointAt(0) ?? 0));
}

/** Characters of two columns: Unicode, East Asian Width (UAX 11), W and F, in coarse blocks; and pictographs. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NONE = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns of the text on a terminal. */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return [...text].reduce((sum, sign) => sum + (NONE.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1), 0);
}
