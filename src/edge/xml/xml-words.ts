/** libxml2's messages about malformed XML, in the user's words. Its sentences: parser.c of libxml2 2.14. */

type Words = { readonly problem: string; readonly cure: string };

const SENTENCES: readonly (readonly [said: RegExp, words: (parts: readonly string[]) => Words])[] = [
  [
    /^Opening and ending tag mismatch: (\S+) line (\d+) and (\S+)/,
    ([opened, line, closed]) => ({
      problem: `<${opened}> of line ${line} is closed by </${closed}>`,
      cure: `close <${opened}> before this, or correct one of the two names`,
    }),
  ],
  [
    /^Attribute (\S+) redefined/,
    ([name]) => ({ problem: `the attribute ${name} is written twice`, cure: 'keep one of the two' }),
  ],
  [
    /^(xmlParseEntityRef: no name|EntityRef: expecting)/,
    () => ({ problem: 'an & begins no entity', cure: 'write &amp; for the letter &' }),
  ],
  [
    /^Entity '([^']*)' not defined/,
    ([name]) => ({
      problem: `&${name}; means nothing here`,
      cure: 'write the letters that are meant, and &amp; for &',
    }),
  ],
  [
    /(?:invalid|Invalid) (?:xmlChar value|Char value|char in \S+) (?:0x)?(\d+|[0-9A-F]+)/,
    ([value]) => ({ problem: `XML cannot hold the character ${value}`, cure: 'remove the character' }),
  ],
  [
    /^Unescaped '<' not allowed in attributes values/,
    () => ({
      problem: 'there is a < in the value of an attribute',
      cure: 'write &lt; for the letter <, or close the quote before it',
    }),
  ],
  [
    /^Extra content at the end of the document/,
    () => ({
      problem: 'there is text after the end of the first element',
      cure: 'keep one element that holds all others',
    }),
  ],
  [
    /^(Start tag expected|Document is empty)/,
    () => ({ problem: 'this is no XML: it does not begin with an element', cure: 'name an XML file' }),
  ],
  [
    /^(?:Premature end of data in tag|EndTag: '<\/' not found) ?(?:(\S+) line (\d+))?/,
    ([name = '', line = '']) => ({
      problem: name === '' ? 'the text ends within an element' : `<${name}> of line ${line} is never closed`,
      cure: 'look for what is missing at the end; the file may have been cut off',
    }),
  ],
  [
    /^Namespace prefix (\S+) (?:for \S+ )?on (\S+) is not defined/,
    ([prefix, name]) => ({
      problem: `the prefix ${prefix} in <${name}> is declared nowhere`,
      cure: `declare it with xmlns:${prefix} on the first element`,
    }),
  ],
];

/** Our sentence for a common fault, else libxml2's. */
export function inWords(message: string): Words {
  for (const [said, words] of SENTENCES) {
    const found = said.exec(message);
    if (found !== null) return words(found.slice(1));
  }
  return { problem: `this is not well-formed XML: ${message}`, cure: 'look at the line, and at the one before it' };
}
