/** A program's output, parsed in its format: fields, rows of columns, XML. */
import { attributeOf, elementsIn, type XmlElement } from '../../base/xml.ts';
import type { AttributeTest, Attributes, Expected } from '../../bundle/action.ts';

/** `xml`: its root element, if the output is valid XML. */
export type Printed = { readonly text: string; readonly xml?: XmlElement | undefined };

/** Does the output meet the condition? False if it has another format, or lacks the field or the document. */
export function has({ text, xml }: Printed, expected: Expected): boolean {
  if ('row' in expected) return rowsOf(text).some((row) => begins(row, expected.row));
  if ('noRow' in expected) return !rowsOf(text).some((row) => begins(row, expected.noRow));
  if ('some' in expected) return xml !== undefined && matching(xml, expected.some, expected.with).length > 0;
  if ('none' in expected) return xml !== undefined && matching(xml, expected.none, expected.with).length === 0;
  const values = valuesOf(text, expected.field);
  if ('is' in expected) return values.includes(expected.is);
  const words = values.flatMap((value) => value.split(/\s+/));
  return 'has' in expected ? words.includes(expected.has) : values.length > 0 && !words.includes(expected.lacks);
}

/** The same condition with its values filled in. */
export function filledIn(expected: Expected, fill: (text: string) => string): Expected {
  if ('row' in expected) return { row: expected.row.map((word) => word && fill(word)) };
  if ('noRow' in expected) return { noRow: expected.noRow.map((word) => word && fill(word)) };
  if ('some' in expected) return { some: expected.some, with: attributesWith(expected.with, fill) };
  if ('none' in expected) return { none: expected.none, with: attributesWith(expected.with, fill) };
  if ('is' in expected) return { field: expected.field, is: fill(expected.is) };
  return expected;
}

function attributesWith(tests: Attributes, fill: (text: string) => string): Attributes {
  const filled = (test: AttributeTest): AttributeTest =>
    typeof test === 'string' ? fill(test) : 'not' in test ? { not: fill(test.not) } : test.map(fill);
  return Object.fromEntries(Object.entries(tests).map(([name, test]) => [name, filled(test)]));
}

/** The XML in a text, without error messages before or after it. Undefined if there is none. */
export function xmlIn(text: string): string | undefined {
  const start = text.search(/<\?xml[ ?]|<[A-Za-z]/);
  return start < 0 ? undefined : text.slice(start, text.lastIndexOf('>') + 1);
}

/** The values of a field. In a line with a colon the name ends there; in others the value follows the name. */
function valuesOf(text: string, field: string): readonly string[] {
  return linesOf(text).flatMap((line) => {
    const colon = line.indexOf(':');
    if (colon >= 0) return line.slice(0, colon).trimEnd() === field ? [line.slice(colon + 1).trim()] : [];
    return line.startsWith(`${field} `) ? [line.slice(field.length).trim()] : [];
  });
}

function rowsOf(text: string): readonly (readonly string[])[] {
  return linesOf(text).map((line) => line.split(/[\s,]+/));
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').map((line) => line.trim());
}

function begins(row: readonly string[], wanted: readonly (string | null)[]): boolean {
  return row.length >= wanted.length && wanted.every((word, index) => word === null || word === row[index]);
}

function matching(root: XmlElement, name: string, tests: Attributes): readonly XmlElement[] {
  const own = root.name === name && isMatch(root, tests) ? [root] : [];
  return [...own, ...elementsIn(root).flatMap((child) => matching(child, name, tests))];
}

function isMatch(element: XmlElement, tests: Attributes): boolean {
  return Object.entries(tests).every(([name, test]) => {
    const value = attributeOf(element, name);
    if (value === undefined) return false;
    if (typeof test === 'string') return value === test;
    return 'not' in test ? value !== test.not : test.includes(value);
  });
}
