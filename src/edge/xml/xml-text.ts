/** The bytes of an XML file -> text, by its byte order mark or declaration. XML 1.0, 4.3.3 and appendix F. */
import { own } from '../../base/json.ts';

export type Decoded = { readonly text: string } | { readonly wrong: string; readonly text: string };

const BYTE_ORDER_MARK = '\ufeff';

type Decode = (bytes: Uint8Array) => string;

const by =
  (label: string): Decode =>
  (bytes) =>
    new TextDecoder(label, { fatal: true }).decode(bytes);

/** Not TextDecoder, whose latin1 is windows-1252. */
const latin1: Decode = (bytes) => Buffer.from(bytes).toString('latin1');

/** IANA names of encodings that such files use, in lower case. */
const DECODERS: { readonly [encoding: string]: Decode } = {
  'utf-8': by('utf-8'),
  utf8: by('utf-8'),
  'us-ascii': by('utf-8'),
  ascii: by('utf-8'),
  'iso-8859-1': latin1,
  latin1,
  'iso-8859-15': by('iso-8859-15'),
  'windows-1252': by('windows-1252'),
};

/** The first bytes that identify an encoding, whatever is declared: byte order marks, and the start of UTF-16 without one. */
const STARTS: readonly (readonly [first: number, second: number, encoding: string])[] = [
  [0xef, 0xbb, 'utf-8'],
  [0xff, 0xfe, 'utf-16le'],
  [0xfe, 0xff, 'utf-16be'],
  [0x3c, 0x00, 'utf-16le'],
  [0x00, 0x3c, 'utf-16be'],
];

/** The text of a file; with an error, the text as far as it can be shown. */
export function decodeXml(bytes: Uint8Array): Decoded {
  const start = STARTS.find(([first, second]) => bytes[0] === first && bytes[1] === second);
  const encoding = start?.[2] ?? declared(bytes) ?? 'utf-8';
  const decode = start === undefined ? own(DECODERS, encoding.toLowerCase()) : by(encoding);
  if (decode === undefined) return { wrong: `the encoding ${encoding} is not read here`, text: shownOf(bytes) };
  try {
    const text = decode(bytes);
    // The decoder takes away one; a second one is no blank, and libraries differ in whether they ignore it.
    return text.startsWith(BYTE_ORDER_MARK) ? { wrong: 'it begins with two byte order marks', text } : { text };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { wrong: `this is not ${encoding.toUpperCase()} text`, text: shownOf(bytes) };
  }
}

function declared(bytes: Uint8Array): string | undefined {
  const head = latin1(bytes.subarray(0, 200));
  return /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(head)?.[1];
}

/** Text with U+FFFD for bytes that are not UTF-8. */
function shownOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}
