import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Sealed, unseal } from '../../src/base/sealed.ts';
import { sha256 } from '../../src/base/json.ts';

const secret = Sealed.of('fence/a', 'canary');

describe('a sealed text', () => {
  it.each([
    ['the inspector', inspect(secret, { showHidden: true, depth: 9 })],
    ['its keys', Object.getOwnPropertyNames(secret).join()],
    ['a clone', JSON.stringify(structuredClone({ secret }))],
    ['a copy', JSON.stringify({ ...secret })],
    ['a joined one', String(Sealed.join('joined', ['a', secret]))],
    ['an encoded one', String(secret.map((text) => `${text}!`))],
    ['a digest line', String(secret.digestLine('0600 root'))],
  ])('is not shown by %s', (_how, shown) => {
    expect(shown).not.toContain('canary');
  });

  it('can be joined, encoded and measured blindly', () => {
    const joined = Sealed.join('joined', ['<', secret.map((text) => text.toUpperCase()), '>']);
    expect(String(unseal(joined))).toBe('<CANARY>');
    expect(joined).toHaveLength(8);
    expect(secret.digest()).toBe(sha256('canary'));
  });

  it('hides every occurrence, and an empty one hides nothing', () => {
    expect(secret.hideIn('a canary, canary$&', '*')).toBe('a *, *$&');
    expect(Sealed.of('empty', '').hideIn('abc', '*')).toBe('abc');
  });
});
