/** In which spellings a text may turn up in another one. */
import type { Sealed } from './sealed.ts';

/** As it is, as XML text, as an XML attribute: how files spell a secret. */
export function spellingsInFiles(secret: Sealed): readonly Sealed[] {
  return [secret, secret.map(escapeXml), secret.map(escapeAttribute)];
}

/** Also as JSON, in hexadecimal, and in base64, alone or at any place of a longer text (RFC 4648, 4 and 5). */
export function spellings(secret: Sealed): readonly Sealed[] {
  const hex = secret.map((text) => Buffer.from(text).toString('hex'));
  const base64 = [0, 1, 2].flatMap((before) => [secret.map(base64At(before)), secret.map(base64UrlAt(before))]);
  const inJson = spellingsInFiles(secret).map((one) => one.map(escapeJson));
  // A file that holds JSON, shown as JSON.
  const twice = inJson.map((one) => one.map(escapeJson));
  return [...spellingsInFiles(secret), ...inJson, ...twice, hex, hex.map((text) => text.toUpperCase()), ...base64];
}

/** The digits that only the text decides, with so many bytes before it: three bytes are four digits. */
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
