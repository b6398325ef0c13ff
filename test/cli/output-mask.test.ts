/** The last mask: below every command, whatever else has hidden a value or not. */
import { expect, it } from 'vitest';
import { Sealed, unseal } from '../../src/base/sealed.ts';
import { spellings } from '../../src/base/spellings.ts';
import { OutputMask } from '../../src/cli/output-mask.ts';

const secret = Sealed.of('fence/a', 'Kanar<&"\'>vogel');

it('knows a value in each of its spellings', () => {
  const concealer = new OutputMask();
  concealer.add([secret]);
  for (const spelled of spellings(secret))
    expect(concealer.conceal(`x ${String(unseal(spelled))} y`)).toBe('x (hidden) y');
});

it('hides the longer one of two that begin alike, and none that may be a word of any text', () => {
  const concealer = new OutputMask();
  concealer.add([Sealed.of('a', 'Kanarienvogel'), Sealed.of('b', 'Kanarienvogelkäfig'), Sealed.of('c', 'host')]);
  expect(concealer.conceal('Kanarienvogelkäfig host')).toBe('(hidden) host');
});
