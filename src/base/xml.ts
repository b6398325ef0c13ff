/** XML as plain data: what reading a foreign file gives, and what code without input or output works on. */
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

/** Texts that were read as trees; those that are no XML are not in it. */
export type Trees = ReadonlyMap<string, XmlElement>;

export type XmlAttribute = { readonly name: string; readonly value: string };
/** Also what stood in CDATA sections; never empty, blanks between elements are kept. */
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

/** A text of XML with its five entities and its references to characters resolved; any other `&` stays. */
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
