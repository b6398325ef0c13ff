/** Long texts piece by piece, so that what is made of them is never as long: the CIB of 10,000 VMs has 39 MB. */

/** Most UTF-16 units of a piece. */
const SLICE = 65_536;

/** The text in pieces. No piece ends within a character; an empty text has none. */
export function* slicesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const end = start + SLICE - (isHigh(text.charCodeAt(start + SLICE - 1)) ? 1 : 0);
    yield text.slice(start, end);
    start = end;
  }
}

/** The first half of a surrogate pair; false beyond the end. */
function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
