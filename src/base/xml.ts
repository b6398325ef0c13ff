/** XML as plain data, parsed from a file of another program. */
import { own } from './json.ts';

export type XmlElement = {
  /** With its prefix as it was written, `qemu:commandline`. */
  readonly name: string;
  /** In the order of the file; declarations of namespaces come first, as attributes. */
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly (XmlElement | XmlText | XmlComment)[];
  /** Of its `<`, from 1. */
  readonly line: number;
};

/** Parsed texts; malformed XML is absent. */
export type Trees = ReadonlyMap<string, XmlElement>;

export type XmlAttribute = { readonly name: string; readonly value: string };
/** Text, including CDATA sections; never empty. Whitespace between elements is kept. */
export type XmlText = { readonly text: string };
export type XmlComment = { readonly comment: string };

/** The elements in an element, of one name or of all. */
export function elementsIn({ children }: XmlElement, name?: string): readonly XmlElement[] {
  const elements: XmlElement[] = [];
  for (const child of children)
    if ('name' in child && (name === undefined || child.name === name)) elements.push(child);
  return elements;
}

/** The value of an attribute. */
export function attributeOf({ attributes }: XmlElement, name: string): string | undefined {
  for (const attribute of attributes) if (attribute.name === name) return attribute.value;
  return undefined;
}

/** The text directly in an element, without surrounding whitespace. */
export function textIn({ children }: XmlElement): string {
  return children
    .map((child) => ('text' in child ? child.text : ''))
    .join('')
    .trim();
}

const ENTITIES: { readonly [name: string]: string } = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** XML text with its five entities and character references resolved; any other `&` is kept. */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi,
    (all, hex?: string, decimal?: string, name?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (name !== undefined) return own(ENTITIES, name) ?? all;
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
}
