/** Two texts of one file by meaning: what is no difference, and what is one. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { as, type SecretName } from '../../src/base/brand.ts';
import { readTrees } from '../../src/cli/subject/trees.ts';
import { compareTexts, isXml, type Compared } from '../../src/diff/compare.ts';
import { operations } from '../../src/stack/cman/operations.ts';
import { clusters, filesBelow } from '../support/fixtures.ts';

const { compared: own } = operations;
const release = { lvm2Merges: false };
const CONF = '/etc/cluster/cluster.conf';
const LVM = '/etc/lvm/lvm.conf';

async function compared(path: string, found: string, desired: string): Promise<Compared> {
  const trees = isXml(path, own) ? await readTrees([found, desired]) : new Map();
  return compareTexts(path, { found, desired }, { trees, own, release, unknown: new Set() });
}

/** The lines that differ, signs first. */
async function changes(path: string, found: string, desired: string): Promise<readonly string[]> {
  const { hunks } = await compared(path, found, desired);
  return hunks.flatMap(({ lines }) =>
    lines.filter(({ sign }) => sign !== ' ').map(({ sign, text }) => `${sign}${text.trim()}`),
  );
}

const expected = (cluster: string, file: string) => readFileSync(`fixtures/${cluster}/expected/nodes/${file}`, 'utf8');
const conf = expected('pair', 'host1/etc/cluster/cluster.conf');
const domain = expected('pair', 'host1/etc/cluster/vms/vm1.xml');
const lvm = expected('pair', 'host1/etc/lvm/lvm.conf');

describe('cluster.conf', () => {
  it.each([
    ['in another layout', (text: string) => text.replace(/>\s+</g, '><')],
    [
      'with attributes in another order',
      (text: string) => text.replace(/(two_node="1") (expected_votes="1")/, '$2 $1'),
    ],
    ['with a comment', (text: string) => text.replace('<cman', '<!-- since the outage -->\n<cman')],
    ['with another version', (text: string) => text.replace(/config_version="[^"]*"/, 'config_version="17"')],
    ['with empty sections of ccs', (text: string) => text.replace('</cluster>', '<dlm/><logging/></cluster>')],
    [
      'with nodes in another order',
      (text: string) =>
        text.replace(
          /(<clusternode name="host1[^]*?<\/clusternode>)(\s*)(<clusternode [^]*?<\/clusternode>)/,
          '$3$2$1',
        ),
    ],
    [
      'with sections in another order',
      (text: string) => text.replace(/(<cman[^>]*>)([^]*)(<fencedevices>[^]*<\/fencedevices>)/, '$3$2$1'),
    ],
  ])('%s means the same', async (_how, change) => {
    expect(change(conf)).not.toBe(conf);
    expect(await compared(CONF, change(conf), conf)).toEqual({ by: 'meaning', because: null, hunks: [] });
  });

  it('has a lost attribute of rgmanager as a difference, although its default is the same', async () => {
    const found = conf.replace(' recovery="restart"', '');
    expect(await changes(CONF, found, conf)).toHaveLength(2);
  });

  it('has the order of methods, devices and children of a service as a difference', async () => {
    const text = (inner: string) => `<cluster name="c"><rm><service name="s">${inner}</service></rm></cluster>`;
    const [one, two] = [text('<ip address="a"/><fs name="b"/>'), text('<fs name="b"/><ip address="a"/>')];
    expect(await changes(CONF, one, two)).toHaveLength(2);
  });

  it('names the lines of the file on the node', async () => {
    const found = conf.replace('post_join_delay="30"', 'post_join_delay="3"').replace('<cman', '\n\n<cman');
    const { hunks } = await compared(CONF, found, conf);
    const line = found.split('\n').findIndex((text) => text.includes('<fence_daemon')) + 1;
    expect(hunks.flatMap(({ lines }) => lines.filter(({ sign }) => sign === '-'))).toEqual([
      expect.objectContaining({ line, text: expect.stringContaining('post_join_delay="3"') }),
    ]);
  });

  it('that is no XML is compared as text, and that is said', async () => {
    const result = await compared(CONF, conf.replace('</cluster>', ''), conf);
    expect(result).toMatchObject({ by: 'text', because: 'it is no XML that can be read' });
    expect(result.hunks).toHaveLength(1);
  });
});

describe('secrets', () => {
  it('of one value are equal under any of their names', async () => {
    expect(await changes(CONF, '<cluster passwd="${secret:a|b}"/>', '<cluster passwd="${secret:b}"/>')).toEqual([]);
    expect(await changes(CONF, '<cluster passwd="${secret:a|b}"/>', '<cluster passwd="${secret:c}"/>')).toEqual([
      '-<cluster passwd="${secret:a}"/>',
      '+<cluster passwd="${secret:c}"/>',
    ]);
  });

  it('that are not known are no difference', async () => {
    const texts = { found: '<cluster passwd="(hidden)"/>', desired: '<cluster passwd="${secret:a}"/>' };
    const trees = await readTrees(Object.values(texts));
    const name = as<SecretName>('a');
    expect(compareTexts(CONF, texts, { trees, own, release, unknown: new Set([name]) }).hunks).toEqual([]);
    expect(compareTexts(CONF, texts, { trees, own, release, unknown: new Set() }).hunks).toHaveLength(1);
  });
});

describe('a domain', () => {
  const VM = '/etc/cluster/vms/vm1.xml';
  it('has another order of cards as a difference', async () => {
    const card = (mac: string) => `<interface type="bridge"><mac address="${mac}"/></interface>`;
    const text = (...cards: readonly string[]) => `<domain><devices>${cards.map(card).join('')}</devices></domain>`;
    expect(
      await changes(VM, text('52:54:00:00:00:01', '52:54:00:00:00:02'), text('52:54:00:00:00:02', '52:54:00:00:00:01')),
    ).not.toEqual([]);
  });

  it.each([
    ['memory', 'memory>2097152<', 'memory>4194304<'],
    ['a fixed port', 'port="-1" autoport="yes"', 'port="5901" autoport="no"'],
    ['another cache', 'cache="none"', 'cache="writeback"'],
    ['another bridge', 'bridge="br0"', 'bridge="br7"'],
  ])('has %s as a difference', async (_what, text, by) => {
    expect(await changes(VM, domain.replaceAll(text, by), domain)).not.toEqual([]);
  });

  it('with memory in another unit means the same', async () => {
    const found = domain.replace('<memory>2097152', '<memory unit="GiB">2').replace(/\s*<currentMemory.*/, '');
    expect(await changes(VM, found, domain)).toEqual([]);
  });
});

describe('lvm.conf', () => {
  it('with comments and sections in another order means the same', async () => {
    const sections = lvm.match(/^\w+ \{[^]*?^\}/gm) ?? [];
    expect(sections.length).toBeGreaterThan(1);
    const found = `# tuned\n${sections.toReversed().join('\n# next\n')}\n`;
    expect(await compared(LVM, found, lvm)).toEqual({ by: 'meaning', because: null, hunks: [] });
  });

  it('has another value, another order of a list and a text for a number as differences', async () => {
    expect(await changes(LVM, lvm.replace('locking_type = 3', 'locking_type = 1'), lvm)).toEqual([
      '-global/locking_type = 1',
      '+global/locking_type = 3',
    ]);
    expect(await changes(LVM, 'a { b = [ "x", "y" ] }', 'a { b = [ "y", "x" ] }')).toHaveLength(2);
    expect(await changes(LVM, 'a { b = "1" }', 'a { b = 1 }')).toHaveLength(2);
  });

  it('with a value twice has the first', async () => {
    expect(await changes(LVM, 'a {\nb = 1\nb = 2\n}', 'a { b = 1 }')).toEqual([]);
    expect(await changes(LVM, 'a {\nb = 2\nb = 1\n}', 'a { b = 1 }')).toHaveLength(2);
  });

  it('that is cut off is compared as text', async () => {
    expect(await compared(LVM, 'a { b = 1', 'a { b = 1 }')).toMatchObject({ by: 'text' });
  });
});

describe('the other files', () => {
  it('iscsid.conf: lines in any order, the last of a key counts', async () => {
    const [found, desired] = ['# x\nb = 2\na=0\na = 1\n', 'a = 1\nb = 2\n'];
    expect(await changes('/etc/iscsi/iscsid.conf', found, desired)).toEqual([]);
    expect(await changes('/etc/iscsi/iscsid.conf', 'a = 2\n', 'a = 1\n')).toEqual(['-a = 2', '+a = 1']);
  });

  it('initiatorname.iscsi without a name shows the lines that are there', async () => {
    const found = changes(
      '/etc/iscsi/initiatorname.iscsi',
      '# ours\ngarbage\n',
      'InitiatorName=iqn.2010-02.com.example:h\n',
    );
    expect(await found).toEqual(['-# ours', '-garbage', '+InitiatorName=iqn.2010-02.com.example:h']);
  });

  it('any other is compared as text', async () => {
    expect(await changes('/etc/x', 'a\n', 'a')).toEqual(['+\\ no line end at the end']);
  });
});

/** A file differs from itself in nothing, and has no noise that changes it. */
describe.each(clusters)('%s', (cluster) => {
  const root = `fixtures/${cluster}/expected/nodes`;
  it('each file means the same as itself without comments', async () => {
    for (const name of filesBelow(root)) {
      const text = readFileSync(`${root}/${name}`, 'utf8');
      const path = name.slice(name.indexOf('/'));
      const bare = isXml(path, own) ? text.replace(/<!--[^]*?-->/g, '') : text.replace(/^#.*\n/gm, '');
      expect([name, (await compared(path, bare, text)).hunks]).toEqual([name, []]);
    }
  });
});
