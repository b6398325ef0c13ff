import { describe, expect, it } from 'vitest';
import { Sealed } from '../../src/base/sealed.ts';
import { masker } from '../../src/deploy/node/mask.ts';
import { processorMillis } from '../support/effort.ts';

const nothing = masker([]);

describe('by name, also a value that nobody knows', () => {
  it.each([
    ['an attribute', '<device login="x" passwd="canary"/>'],
    ['an attribute in single quotes', "<device passwd='canary'/>"],
    ['an attribute with blanks', '<device passwd = "canary"/>'],
    ['an attribute over two lines', '<device passwd="\n  canary"/>'],
    ['an attribute in capitals', '<device PASSWD="canary"/>'],
    ['a community', '<fencedevice community="canary"/>'],
    ['a key of iscsid.conf', 'node.session.auth.password = canary'],
    ['without blanks', 'node.session.auth.password=canary'],
    ['in the other direction', 'node.session.auth.password_in = a canary'],
    ['in a comment', '#node.session.auth.password = canary'],
    ['in a comment with a blank', '# discovery.sendtargets.auth.password = canary'],
    ['behind a lone quote', 'node.session.auth.password = "canary'],
    ['without a closing quote', '<device passwd="canary'],
    ['in a remark', '<!-- the old passwd was canary -->'],
    ['in a remark with a colon', '# password: canary'],
    ['in quotes', 'node.session.auth.password = "canary"'],
  ])('%s', (_where, text) => {
    expect(nothing(text)).not.toContain('canary');
    expect(nothing(text)).toContain('(hidden)');
  });

  it.each(['login = canary', '<device name="canary"/>', 'canary', 'max_passwords = canary'])('%s stays', (text) => {
    expect(nothing(text)).toBe(text);
  });
});

describe('by value, wherever it stands', () => {
  const secrets = ['abc', 'abc<"d">&e'].map((text) => Sealed.of(text, text));

  it.each([
    ['as it is', 'see abc<"d">&e here'],
    ['as text of XML', 'see abc&lt;"d"&gt;&amp;e here'],
    ['as an attribute of XML', 'see abc&lt;&quot;d&quot;&gt;&amp;e here'],
  ])('%s, and no rest of one that another one begins', (_how, text) => {
    expect(masker(secrets)(text)).toBe('see (hidden) here');
    expect(masker(secrets.toReversed())(text)).toBe('see (hidden) here');
  });
});

describe('where a secret belongs', () => {
  const known = [
    ['fence/a', 'abc&"d"'],
    ['fence/b', 'fence'],
    ['fence/c', 'fence'],
  ].map(([name = '', value = '']) => Sealed.of(name, value));
  const mask = masker(known);

  it.each([
    ['in XML', '<device passwd="abc&amp;&quot;d&quot;"/>', '<device passwd="${secret:fence/a}"/>'],
    ['by its numbers', '<device passwd="abc&#38;&#x22;d&#34;"/>', '<device passwd="${secret:fence/a}"/>'],
    ['in single quotes', `<device passwd='abc&amp;"d"'/>`, '<device passwd="${secret:fence/a}"/>'],
    ['as a line', 'node.session.auth.password = abc&"d"  ', 'node.session.auth.password = ${secret:fence/a}'],
  ])('a known value %s becomes the placeholder of its name', (_how, text, shown) => {
    expect(mask(text)).toBe(shown);
  });

  it('one that several have becomes one of all their names, and no name is taken for a value', () => {
    expect(mask('<device passwd="fence" login="fence"/>')).toBe(
      '<device passwd="${secret:fence/b|fence/c}" login="(hidden)"/>',
    );
  });

  it('any other is hidden, also one that looks like a placeholder', () => {
    expect(mask('<device passwd="${secret:fence/a}"/>')).toBe('<device passwd="(hidden)"/>');
  });

  it('a remark ends before the comment does', () => {
    expect(mask('<a/> <!-- the passwd was x y -->')).toBe('<a/> <!-- the passwd (hidden) -->');
  });
});

it('takes no longer for what somebody made up to make it slow', () => {
  const blanks = ' '.repeat(500_000);
  for (const text of [
    '\n'.repeat(500_000),
    `passwd x${blanks}y`,
    `# passwd${blanks}`,
    `passwd${blanks}`,
    '#'.repeat(500_000),
  ]) {
    expect(
      processorMillis(() => nothing(text)),
      text.slice(0, 20),
    ).toBeLessThan(2000);
  }
});
