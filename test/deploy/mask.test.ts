import { describe, expect, it } from 'vitest';
import { Sealed } from '../../src/base/sealed.ts';
import { masker, withoutOptions } from '../../src/deploy/node/mask.ts';
import { processorMillis } from '../support/effort.ts';

const nothing = masker([]);

describe('by name, also a value that no one knows', () => {
  it.each([
    ['an attribute', '<device login="x" passwd="canary"/>'],
    ['an attribute in single quotes', "<device passwd='canary'/>"],
    ['an attribute with blanks', '<device passwd = "canary"/>'],
    ['an attribute over two lines', '<device passwd="\n  canary"/>'],
    ['an attribute in capitals', '<device PASSWD="canary"/>'],
    ['a pair of a CIB', '<nvpair id="x-passwd" name="passwd" value="canary"/>'],
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
    ['an option of a mount', '//nas/vms /srv cifs rw,username=u,password=canary,vers=3.0 0 0'],
    ['the first option of a mount', '//nas/vms /srv cifs password=canary 0 0'],
    ['an option in an attribute', '<netfs name="n" options="rw,username=u,password=canary"/>'],
    ['a short one', '<netfs options="pass=canary"/>'],
    ['a second one', '<netfs options="password2=canary"/>'],
    ['behind the name of a user', '<netfs options="rw,user=u%canary"/>'],
    ['the secret of a mount of ceph', 'mon1:/ /mnt ceph name=admin,secret=canary,noatime 0 0'],
    ['an option in what a validator prints', 'mount: bad option; password=canary is not known'],
  ])('%s', (_where, text) => {
    expect(nothing(text)).not.toContain('canary');
    expect(nothing(text)).toContain('(hidden)');
  });

  it('but no key of an operation in the status of a cluster', () => {
    const status =
      '<failure op_key="vm1_monitor_30000"/><lrm_rsc_op operation_key="vm1_monitor_30000" transition-key="1:2:3:x"/>';
    expect(nothing(status)).toBe(status);
  });

  it.each([
    'login = canary',
    '<device name="canary"/>',
    'canary',
    'max_passwords = canary',
    'rw,max_passwords=canary',
    'options=credentials=/root/canary',
    'user=canary,rw',
    '<lrm_rsc_op op-secure-params="  password  " op-secure-digest="canary"/>',
    '<lrm_rsc_op op-secure-params="  password passwd  " op-secure-digest="canary"/>',
  ])('%s stays', (text) => {
    expect(nothing(text)).toBe(text);
  });
});

describe('by value, wherever it is', () => {
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

describe('by value, as programs spell it', () => {
  const value = 'abc<"d">&efg';
  const bytes = Buffer.from(value);
  const mask = masker([Sealed.of('x', value), Sealed.of('y', 'short')]);

  it.each([
    ['in hex', bytes.toString('hex')],
    ['in capitals of hex', bytes.toString('hex').toUpperCase()],
    ['in base64', bytes.toString('base64')],
    ['in base64 of a longer text', Buffer.concat([Buffer.from('u:'), bytes]).toString('base64')],
    ['as JSON', JSON.stringify(value)],
  ])('%s', (_how, text) => {
    const shown = mask(`seen ${text} here`);
    expect(shown).toContain('(hidden)');
    expect(shown).not.toContain(text.slice(4, -4));
  });

  it('a short one only as it is, since its hex may be a part of any text', () => {
    expect(mask(`short ${Buffer.from('short').toString('hex')}`)).toBe(
      `(hidden) ${Buffer.from('short').toString('hex')}`,
    );
  });
});

it('values of options that the site says are not shown either, and never equal what a node has', () => {
  expect(withoutOptions('<netfs options="rw,password=canary"/>')).toBe(
    '<netfs options="rw,password=(as in the site)"/>',
  );
  expect(withoutOptions('options="password=${secret:nas}"')).toBe('options="password=${secret:nas}"');
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

it('takes no longer for what someone made up to make it slow', () => {
  const blanks = ' '.repeat(500_000);
  for (const text of [
    '\n'.repeat(500_000),
    `passwd x${blanks}y`,
    `# passwd${blanks}`,
    `passwd${blanks}`,
    '#'.repeat(500_000),
    'user='.repeat(100_000),
    'password='.repeat(50_000),
    `user=${'u'.repeat(500_000)}`,
  ]) {
    expect(
      processorMillis(() => nothing(text)),
      text.slice(0, 20),
    ).toBeLessThan(2000);
  }
});
