/** A secret of any letters reaches its reader as it is, or is refused before anything is sent. */
import { XmlDocument } from 'libxml2-wasm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { as, type SecretName } from '../../src/base/brand.ts';
import { Sealed, unseal } from '../../src/base/sealed.ts';
import { fill, SecretUnfit, type Content } from '../../src/bundle/content.ts';
import { element } from '../../src/emit/draft.ts';
import { renderXml } from '../../src/emit/xml.ts';
import { bundleOf } from '../support/fixtures.ts';

const SEED = 20_240_302;
const NAME = as<SecretName>('fence/ilo-host1');

const SPECIAL = [
  '&',
  '<',
  '>',
  '"',
  "'",
  ']]>',
  '&amp;',
  '&#10;',
  '<!--',
  '-->',
  '$&',
  '$1',
  '\u0085',
  '\u2028',
  '￾',
  '%',
];
const anySecret = fc.oneof(
  fc.string({ unit: fc.constantFrom(...SPECIAL, 'a', ' '), minLength: 1, maxLength: 20 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 8 })
    .map((units) => String.fromCharCode(...units)),
);

const conf = bundleOf('pair').files.find(({ path }) => path === '/etc/cluster/cluster.conf')?.content ?? [];
const textElement = renderXml(element('secret', {}, [{ $secret: NAME }]), 'an element');

it.each([
  ['an attribute of cluster.conf', conf, '//fencedevice[@name="ilo-host1"]/@passwd'],
  ['the text of an element', textElement, '/secret'],
] as const)('as %s it is well-formed XML that reads back as the secret', (_where, content, xpath) => {
  let written = 0;
  const property = fc.property(anySecret, (secret) => {
    const text = filled(content, secret);
    if (text === undefined) return;
    written += 1;
    const document = XmlDocument.fromString(text);
    try {
      expect(document.get(xpath)?.content).toBe(secret);
    } finally {
      document.dispose();
    }
  });
  fc.assert(property, { seed: SEED, numRuns: 600 });
  expect(written).toBeGreaterThan(200);
});

/** The file with a secret in it, or undefined when it is refused. */
function filled(content: Content, secret: string): string | undefined {
  const other = as<SecretName>('fence/ilo-host2');
  const values = new Map([
    [NAME, Sealed.of('one', secret)],
    [other, Sealed.of('other', 'other')],
  ]);
  try {
    return String(unseal(fill(content, values, { 'config-version': 1 })));
  } catch (error) {
    if (error instanceof SecretUnfit) return undefined;
    throw error;
  }
}
