/** The forms in which a secret may occur in another text. */
import type { Sealed } from './sealed.ts';

/** The forms of a secret in files: unchanged, as XML text, as an XML attribute, also of other XML writers. Without duplicates. */
export function spellingsInFiles(secret: Sealed): readonly Sealed[] {
  const others = OTHER_WRITERS.map((names) => (text: string) => escapeQuotes(escapeXml(text), names));
  return distinct([secret, ...[escapeXml, escapeAttribute, ...others].map((escape) => secret.map(escape))]);
}

/** What `"` and `'` become: in libvirt (virBufferEscapeString), in Go, in Perl and PHP, in Python. */
const OTHER_WRITERS = [
  ['&quot;', '&apos;'],
  ['&#34;', '&#39;'],
  ['&quot;', '&#39;'],
  ['&quot;', '&#x27;'],
] as const;

function escapeQuotes(text: string, [double, single]: (typeof OTHER_WRITERS)[number]): string {
  return text.replaceAll('"', double).replaceAll("'", single);
}

function distinct(secrets: readonly Sealed[]): readonly Sealed[] {
  return [...new Map(secrets.map((secret) => [secret.digest(), secret])).values()];
}

/** Also as JSON, in hexadecimal, and in base64, alone or at any place of a longer text (RFC 4648, 4 and 5). */
export function spellings(secret: Sealed): readonly Sealed[] {
  const hex = secret.map((text) => Buffer.from(text).toString('hex'));
  const base64 = [0, 1, 2].flatMap((before) => [secret.map(base64At(before)), secret.map(base64UrlAt(before))]);
  const inJson = spellingsInFiles(secret).map((one) => one.map(escapeJson));
  // A file that holds JSON, shown as JSON.
  const twice = inJson.map((one) => one.map(escapeJson));
  const inHex = [hex, hex.map((text) => text.toUpperCase())];
  return distinct([...spellingsInFiles(secret), ...inJson, ...twice, ...inHex, ...base64]);
}

/** The base64 digits that depend on the text alone, with so many bytes before it: three bytes are four digits. */
function base64At(before: number): (text: string) => string {
  return (text) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const first = Math.ceil((before * 8) / 6);
    return bytes.toString('base64').slice(first, Math.floor((bytes.length * 8) / 6));
  };
}

function base64UrlAt(before: number): (text: string) => string {
  return (text) => base64At(before)(text).replaceAll('+', '-').replaceAll('/', '_');
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

export function escapeAttribute(value: string): string {
  return escapeXml(value).replaceAll('"', '&quot;');
}

export function escapeXml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
