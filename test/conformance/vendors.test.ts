/** What the programs that read our files say of them: every golden file, every validator there is a Debian package of. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { clusterConfSchema, type XmlCheck } from '../support/cluster-conf-schema.ts';
import { filledFiles, type FilledFile } from '../support/filled.ts';
import { dialectOf } from '../../src/platform/platform.ts';
import { clusters, compileFixture, pairOn, releases } from '../support/fixtures.ts';
import { describeUnless, describeWith, noProductSchema, productSchema, run } from '../support/tools.ts';

/** Holds everything that some format has to escape. */
const SECRET = `x&<>"'12345`;

const files = clusters.flatMap((cluster) =>
  filledFiles(cluster, SECRET).map((file) => ({ ...file, cluster, title: `${cluster} ${file.node}${file.path}` })),
);
/** Of files that are the same on several nodes of a cluster one: no program that reads one knows where it is. */
const distinct = [...new Map(files.map((file) => [`${file.cluster} ${file.path} ${file.text}`, file])).values()];
const at = (pattern: RegExp) => distinct.filter(({ path }) => pattern.test(path));

/** The schema is that of RHEL 6. RHEL 5 and Fedora have none, and what is rendered for them has no attribute of its own. */
describe('cluster.conf', () => {
  let check: XmlCheck;
  beforeAll(async () => {
    check = await clusterConfSchema((name) => readFileSync(`schemas/relaxng/${name}`));
  });

  it.each(at(/cluster\.conf$/))('$title passes our own schema', ({ text }) => {
    expect(check(text)).toEqual([]);
  });

  it.each(clusters)('%s: it is the same on every node', (cluster) => {
    const texts = files
      .filter((file) => file.cluster === cluster && file.path.endsWith('/cluster.conf'))
      .map(({ text }) => text);
    expect(new Set(texts).size).toBe(1);
  });
});

/** ccsd of RHEL 5 reads the file with libxml2 and may write it out again: then `probe` must still find it in place. */
describeWith('xmllint', 'cluster.conf written again by libxml2', () => {
  it.each(at(/cluster\.conf$/))('$title: it is the same bytes', ({ file, text }) => {
    expect(run('xmllint', [file])).toEqual({ status: 0, output: text });
  });
});

describeUnless(noProductSchema(), 'cluster.conf against the schema of the product', () => {
  it.each(at(/cluster\.conf$/))('$title is valid', ({ file }) => {
    expect(run('xmllint', ['--noout', '--relaxng', productSchema ?? '', file])).toEqual({
      status: 0,
      output: `${file} validates\n`,
    });
  });
});

describeWith('virt-xml-validate', "domain XML against libvirt's schema", () => {
  it.each(at(/vms\/.*\.xml$/))('$title is valid', ({ file }) => {
    expect(run('virt-xml-validate', [file, 'domain'])).toEqual({ status: 0, output: `${file} validates\n` });
  });
});

describeWith('virsh', "domain XML in libvirt's parser", () => {
  it.each(at(/vms\/.*\.xml$/))('$title can be defined', ({ file }) => {
    const { status, output } = run('virsh', ['-c', 'test:///default', 'define', file]);
    expect({ status, output }).toMatchObject({ status: 0, output: expect.stringMatching(/^Domain '.*' defined from/) });
  });
});

describeWith('lvmconfig', 'lvm.conf', () => {
  /** lvm2 of today says so of every clustered configuration; the file is for 2.02. */
  const NOTICE = /locking_type \(3\) is deprecated|lvmlockd\(8\) for information on using cluster/;

  it.each(at(/lvm\.conf$/))('$title is valid', ({ file }) => {
    const { status, output } = run('lvmconfig', ['--validate'], { env: lvm(dirname(file)) });
    const said = output
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !NOTICE.test(line));
    expect({ status, said }).toEqual({ status: 0, said: ['LVM configuration valid.'] });
  });

  it.each(at(/lvm\.conf$/))('$title is read as what was meant', ({ cluster, file }) => {
    const keys = ['global/locking_type', 'global/fallback_to_local_locking', 'devices/filter'];
    const { output } = run('lvmconfig', keys, { env: lvm(dirname(file)) });
    const clustered = compileFixture(cluster).model?.volumeGroups.some((group) => group.clustered);
    expect(output).toContain(`locking_type=${clustered ? 3 : 1}`);
    expect(output).toContain('fallback_to_local_locking=0');
    expect(output).toMatch(
      /filter=\["a\|\^\/dev\/(disk\/by-path\/ip-.*-lun-\d|mapper\/.*)\$\|","a\|.*\$\|",.*"r\|\.\*\|"\]/,
    );
  });

  it.each(at(/lvm\.conf$/).filter(({ cluster }) => cluster === 'production'))(
    '$title lets the host activate what it may',
    ({ file, node }) => {
      const { output } = run('lvmconfig', ['activation/volume_list', 'backup/retain_days'], {
        env: lvm(dirname(file)),
      });
      expect(output).toContain(`"vg_vms","@${node}.dc2.example.com"]`);
      expect(output).not.toContain('vg_install');
      expect(output).toContain('retain_days=60');
    },
  );

  it('finds a misspelled key, so that its silence above means something', () => {
    const folder = mkdtempSync(join(tmpdir(), 'clusterc-lvm-'));
    writeFileSync(join(folder, 'lvm.conf'), 'global {\n  locking_tpye = 3\n}\n');
    expect(run('lvmconfig', ['--validate'], { env: lvm(folder) }).status).toBe(5);
  });
});

describeWith('lvmconfig', 'lvm.conf for the lvm2 of each release', () => {
  const fixtures = at(/lvm\.conf$/).map(({ title, cluster, node, text }) => {
    const host = compileFixture(cluster).model?.hosts.find(({ name }) => name === node);
    return { title, text, lvm2: host === undefined ? '' : dialectOf(host.platform).lvm2 };
  });
  const pairs = releases.map((release) => {
    const { model, bundle } = pairOn(release);
    const file = bundle?.files.find(({ path }) => path.endsWith('/lvm.conf'));
    const lvm2 = model === undefined ? '' : dialectOf(model.cluster.platform).lvm2;
    return { title: `pair on ${release}`, text: file?.content.join('') ?? '', lvm2 };
  });

  it.each([...fixtures, ...pairs])('$title: lvm2 $lvm2 knows every key', ({ text, lvm2 }) => {
    const known = knownTo(lvm2);
    expect(keysIn(text)).toContain('devices/filter');
    expect(keysIn(text).filter((key) => !known.has(key))).toEqual([]);
  });

  it('knows no key of a later version, so that its silence above means something', () => {
    expect(knownTo('2.02.95').has('devices/global_filter')).toBe(false);
    expect(knownTo('2.02.98').has('devices/global_filter')).toBe(true);
  });

  const asked = new Map<string, ReadonlySet<string>>();
  function knownTo(version: string): ReadonlySet<string> {
    const known = asked.get(version) ?? keysOf(version);
    asked.set(version, known);
    return known;
  }

  function keysOf(version: string): ReadonlySet<string> {
    const { output } = run('lvmconfig', ['--typeconfig', 'list', '--atversion', version], { env: lvm(tmpdir()) });
    return new Set(output.split('\n').map((line) => line.trim()));
  }
});

/** `devices/filter` and all others that a lvm.conf sets. */
function keysIn(text: string): readonly string[] {
  let section = '';
  return text.split('\n').flatMap((line) => {
    section = /^(\w+) \{$/.exec(line)?.[1] ?? section;
    const key = /^\s+(\w+) = /.exec(line)?.[1];
    return key === undefined ? [] : [`${section}/${key}`];
  });
}

/** A configuration folder, and no word about the test runner's own open files. */
function lvm(folder: string): Record<string, string> {
  return { LVM_SYSTEM_DIR: folder, LVM_SUPPRESS_FD_WARNINGS: '1' };
}

describeWith('iscsiadm', 'iscsid.conf', () => {
  /** Records are written to open-iscsi's database: only where there is none yet of this name. */
  const TARGET = 'iqn.2010-02.com.example.clusterc:conformance';
  const PORTAL = '192.0.2.1:3260,1';
  const update = (mode: readonly string[], key: string, value: string) =>
    run('iscsiadm', [...mode, '-o', 'update', '-n', key, '-v', value]);
  const NODE = ['-m', 'node', '-T', TARGET, '-p', PORTAL];
  const DISCOVERY = ['-m', 'discoverydb', '-t', 'st', '-p', '192.0.2.1:3260'];

  beforeAll(() => {
    for (const record of [NODE, DISCOVERY])
      expect(run('iscsiadm', [...record, '-o', 'new'])).toMatchObject({ status: 0 });
    return () => {
      for (const record of [NODE, DISCOVERY]) run('iscsiadm', [...record, '-o', 'delete']);
    };
  });

  const keys = at(/iscsid\.conf$/).flatMap((file) =>
    settings(file).map((setting) => ({ ...setting, title: `${file.cluster} ${file.node}: ${setting.key}` })),
  );

  /** Each once, wherever it is. */
  const settled = [...new Map(keys.map((one) => [`${one.key}=${one.value}`, one])).values()];

  it.each(settled.filter(({ key }) => !key.startsWith('iscsid.')))('$title is accepted', ({ key, value }) => {
    const { status, output } = update(key.startsWith('discovery.') ? DISCOVERY : NODE, key, value);
    expect({ status, output }).toEqual({ status: 0, output: '' });
  });

  it.each(at(/iscsid\.conf$/))('$title says what was meant', (file) => {
    const said = new Map(settings(file).map(({ key, value }) => [key, value]));
    expect(said.get('node.startup')).toBe('automatic');
    expect(said.get('node.session.auth.password')).toBe(SECRET);
    expect(said.get('node.session.timeo.replacement_timeout')).toBe(file.cluster === 'production' ? '5' : '120');
    expect(said.size).toBeGreaterThan(20);
  });

  it('refuses a key that does not exist, so that its silence above means something', () => {
    expect(update(NODE, 'node.session.auth.pasword', 'x').status).not.toBe(0);
  });
});

function settings({ text }: FilledFile): readonly { readonly key: string; readonly value: string }[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, key = '', value = ''] = /^(\S+) = (.*)$/.exec(line) ?? [];
    return { key, value };
  });
}

describeWith('multipath', 'multipath.conf', () => {
  /** multipath reads one file only; so it gets an /etc of its own. It reads before it asks the kernel for the device mapper, which may have none. */
  const complaints = (text: string) =>
    run('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs none /etc && cat >/etc/multipath.conf && multipath -T'], {
      input: text,
    })
      .output.split('\n')
      .filter((line) => line.includes('multipath.conf'));

  it.each(at(/multipath\.conf$/))('$title is understood', ({ text }) => {
    expect(complaints(text)).toEqual([]);
  });

  it.each([
    ['a key that does not exist', 'polling_interval 5', 'polling_intervl 5'],
    ['a value that does not exist', 'failback 30', 'failback sometimes'],
    ['a section that does not exist', 'blacklist {', 'blackboard {'],
    ['a brace too few', 'multipaths {', 'multipaths'],
  ])('%s is found, so that silence above means something', (_what, right, wrong) => {
    const [file] = at(/multipath\.conf$/);
    expect(file?.text).toContain(right);
    expect(complaints(file?.text.replace(right, wrong) ?? '')).not.toEqual([]);
  });
});

describe('initiatorname.iscsi', () => {
  it.each(at(/initiatorname\.iscsi$/))('$title is one line that open-iscsi reads', ({ text }) => {
    expect(text).toMatch(/^InitiatorName=iqn\.\d{4}-\d{2}\.[a-z0-9.:-]+\n$/);
  });
});
