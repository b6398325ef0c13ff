/** XML as plain data: what reading a foreign file gives, and what code without input or output works on. */

export type XmlElement = {
  /** With its prefix as it was written, `qemu:commandline`. */
  readonly name: string;
  /** In the order of the file; declarations of namespaces come first, as attributes. */
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly (XmlElement | XmlText | XmlComment)[];
  /** Of its `<`, from 1. */
  readonly line: number;
};

export type XmlAttribute = { readonly name: string; readonly value: string };
/** Also what stood in CDATA sections; never empty, blanks between elements are kept. */
export type XmlText = { readonly text: string };
export type XmlComment = { readonly comment: string };

/** The elements in an element, of one name or of all. */
export function elementsIn({ children }: XmlElement, name?: string): readonly XmlElement[] {
  return children.filter((child) => 'name' in child).filter((child) => name === undefined || child.name === name);
}

/** The value of an attribute. */
export function attributeOf({ attributes }: XmlElement, name: string): string | undefined {
  return attributes.find((attribute) => attribute.name === name)?.value;
}

/** What stands directly in an element, without the blanks around it. */
export function textIn({ children }: XmlElement): string {
  return children
    .map((child) => ('text' in child ? child.text : ''))
    .join('')
    .trim();
}
