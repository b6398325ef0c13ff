/** `clusterc diff`: nodes of a sandbox, bundles and revisions next to the pair. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/io.ts';
import { clusterc, type Said } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/sandboxes.ts';

/** Each looks for an interrupt; outside of this test a process looks at nodes once. */
process.setMaxListeners(0);

const SITE = readFileSync('fixtures/pair/model/site.yaml', 'utf8');

type Edit = (text: string) => string;

class Pair {
  readonly folder = temporaryFolder();
  readonly site = join(this.folder, 'site.yaml');
  readonly sandbox = join(this.folder, 'nodes');

  constructor(text = SITE) {
    writeFileSync(this.site, text);
  }

  /** Carried onto both nodes; once, and copied. */
  static async pushed(): Promise<Pair> {
    const pair = new Pair();
    execFileSync('cp', ['-a', await pushedOnce(), pair.sandbox]);
    return pair;
  }

  at(host: string, path: string): string {
    return join(this.sandbox, host, path);
  }

  edit(host: string, path: string, change: Edit): void {
    const [file, text] = [this.at(host, path), readFileSync(this.at(host, path), 'utf8')];
    expect(change(text)).not.toBe(text);
    writeFileSync(file, change(text));
  }

  async diff(...more: readonly string[]): Promise<Said> {
    const said = await clusterc(['diff', this.site, '--sandbox', this.sandbox, ...more], { env: process.env });
    return { ...said, out: said.out.replaceAll(this.folder, ''), err: said.err.replaceAll(this.folder, '') };
  }
}

let once: Promise<string> | undefined;
afterAll(async () => once !== undefined && rmSync(await once, { recursive: true }));

function pushedOnce(): Promise<string> {
  once ??= (async () => {
    const sandbox = mkdtempSync(join(tmpdir(), 'clusterc-pushed-'));
    expect(await clusterc(['push', 'fixtures/pair/model', '--sandbox', sandbox])).toMatchObject({ code: EXIT.done });
    return sandbox;
  })();
  return once;
}

function generationOf(pair: Pair): string {
  return readdirSync(pair.at('host2', 'var/lib/clusterc/generations'))[0] ?? '';
}

const CONF = 'etc/cluster/cluster.conf';
const LVM = 'etc/lvm/lvm.conf';
const schema: object = JSON.parse(readFileSync('schemas/output/diff.schema.json', 'utf8'));
const ajv = new Ajv2020({ strict: true });

describe('nodes', () => {
  it('that have what the site says exit 0', async () => {
    const pair = await Pair.pushed();
    expect(await pair.diff()).toEqual({
      code: EXIT.done,
      out: 'no difference: 2 nodes have what the site says\n',
      err: '',
    });
  });

  it('with another layout, order of attributes or a comment in cluster.conf have no difference; -v names the file', async () => {
    const pair = await Pair.pushed();
    pair.edit('host2', CONF, (text) =>
      text
        .replace(/^ +/gm, '\t')
        .replace('two_node="1" expected_votes="1"', 'expected_votes="1" two_node="1"')
        .replace('<fencedevices>', '<!-- checked -->\n<fencedevices>'),
    );
    expect(await pair.diff()).toMatchObject({ code: EXIT.done, err: '' });
    expect((await pair.diff('-v')).out).toContain(
      '= /etc/cluster/cluster.conf  host2 (written in another way, means the same',
    );
  });

  it('with something edited by hand exit 2, say where, and which nodes are unlike the others', async () => {
    const pair = await Pair.pushed();
    pair.edit('host2', CONF, (text) => text.replace('post_join_delay="30"', 'post_join_delay="3"'));
    chmodSync(pair.at('host1', LVM), 0o600);
    const { code, out, err } = await pair.diff();
    expect(code).toBe(EXIT.different);
    expect(out).toBe(`2 of 2 nodes differ: 2 differences in 2 files
  ~ /etc/cluster/cluster.conf  host2 (changed; by hand since it was installed)
      @@ -3,6 +3,6 @@
       <cluster name="kvmha">
         <cman two_node="1" expected_votes="1"/>
      -  <fence_daemon post_join_delay="3" post_fail_delay="0"/>
      +  <fence_daemon post_join_delay="30" post_fail_delay="0"/>
         <clusternodes>
           <clusternode name="host1.example.com" nodeid="1" votes="1">
             <fence>
  ~ /etc/lvm/lvm.conf  host1 (mode 0600, the site says 0644)
`);
    expect(err).toContain(
      'warning drift/nodes-differ\n  the nodes have different /etc/cluster/cluster.conf: host1 unlike host2',
    );
  });

  it('with --stat count the lines of each file', async () => {
    const pair = await Pair.pushed();
    pair.edit('host2', CONF, (text) => text.replace('post_join_delay="30"', 'post_join_delay="3"'));
    chmodSync(pair.at('host1', LVM), 0o600);
    expect(await pair.diff('--stat')).toMatchObject({
      code: EXIT.different,
      out: `2 of 2 nodes differ: 2 differences in 2 files
  ~ /etc/cluster/cluster.conf  +1 -1  host2 (changed; by hand since it was installed)
  ~ /etc/lvm/lvm.conf  host1 (mode 0600, the site says 0644)
`,
    });
  });

  it('show lines that change alike in several files once, and with -v in each', async () => {
    const pair = await Pair.pushed();
    writeFileSync(pair.site, SITE.replaceAll('memory: 2G', 'memory: 3G'));
    const { out } = await pair.diff();
    expect(out.match(/\+ {2}<memory>3145728/g)).toHaveLength(1);
    expect(out).toContain(
      '~ /etc/cluster/vms/vm2.xml  host1, host2 (changed; the site has changed since it was installed)\n' +
        '      the same lines change as in /etc/cluster/vms/vm1.xml\n',
    );
    expect((await pair.diff('-v')).out.match(/\+ {2}<memory>3145728/g)).toHaveLength(2);
  });

  it('with another password have a difference, whose values are not shown', async () => {
    const pair = await Pair.pushed();
    const secrets: unknown = JSON.parse(readFileSync(join(pair.sandbox, 'secrets.json'), 'utf8'));
    const values = Object.values(Object(secrets)).map(String);
    pair.edit('host1', CONF, (text) => text.replace(/passwd="[^"]*"/, 'passwd="canary-of-hand"'));
    pair.edit('host1', 'etc/iscsi/iscsid.conf', (text) => `# tuned\n${text}`);
    for (const more of [[], ['-v'], ['--format', 'json']]) {
      const { code, out, err } = await pair.diff(...more);
      expect(code).toBe(EXIT.different);
      for (const value of [...values, 'canary-of-hand']) expect(out + err).not.toContain(value);
    }
    const { out } = await pair.diff();
    expect(out).toContain('1 of 2 nodes differs: 1 difference in 1 file\n');
    expect(out).toContain(
      '-    <fencedevice name="ilo-host1" agent="fence_ilo" ipaddr="192.168.1.111" login="fence" passwd="(hidden)"/>',
    );
    expect(out).toContain('passwd="${secret:fence/ilo-host1}"/>');
    expect(out).toContain('           <fencedevice name="ilo-host2"');
  });

  it('have differences: a missing file, one that is not a regular file, and a left-over', async () => {
    const pair = await Pair.pushed();
    rmSync(pair.at('host1', LVM));
    rmSync(pair.at('host2', LVM));
    mkdirSync(pair.at('host2', LVM));
    writeFileSync(pair.site, SITE.replace(/ {2}vm2:\n( {4}.*\n)+/, ''));
    const { code, out } = await pair.diff();
    expect(code).toBe(EXIT.different);
    expect(out).toContain('  + /etc/lvm/lvm.conf  host1 (missing; removed by hand since it was installed)\n');
    expect(out).toContain('  ~ /etc/lvm/lvm.conf  host2 (no regular file');
    expect(out).toContain(
      '  - /etc/cluster/vms/vm2.xml  host1, host2 (not in the site any more; the site has changed since',
    );
  });

  it('that cannot be inspected exit 1, and the others are shown', async () => {
    const pair = await Pair.pushed();
    pair.edit('host1', LVM, (text) => text.replace('locking_type = 3', 'locking_type = 1'));
    pair.edit('host2', `var/lib/clusterc/generations/${generationOf(pair)}/index`, () => 'no index\n');
    const { code, out, err } = await pair.diff();
    expect(code).toBe(EXIT.failed);
    expect(out).toContain('1 of 2 nodes differs: 1 difference in 1 file; host2 could not be inspected\n');
    expect(err).toContain('error push/unreachable\n  host2 cannot be inspected: ');
  });

  it('that cannot be inspected at all are not said to agree', async () => {
    const pair = await Pair.pushed();
    for (const host of ['host1', 'host2'])
      pair.edit(host, `var/lib/clusterc/generations/${generationOf(pair)}/index`, () => 'no index\n');
    expect(await pair.diff()).toMatchObject({
      code: EXIT.failed,
      out: 'nothing is known: none of 2 nodes could be inspected\n',
    });
  });

  it('are never read where clusterc manages nothing', async () => {
    const pair = await Pair.pushed();
    writeFileSync(pair.at('host1', 'etc/shadow'), 'canary');
    symlinkSync('/etc/passwd', pair.at('host1', 'etc/cluster/other.conf'));
    expect(await pair.diff('--format', 'json')).toMatchObject({
      code: EXIT.done,
      out: expect.not.stringMatching(/shadow|canary|other/),
    });
  });

  it('have their config_versions reported where those differ, and that is no difference', async () => {
    const pair = await Pair.pushed();
    pair.edit('host2', CONF, (text) => text.replace('config_version="1"', 'config_version="4"'));
    expect(await pair.diff()).toMatchObject({
      code: EXIT.done,
      out: 'no difference: 2 nodes have what the site says\nconfig_version: host1 1 on disk, 1 installed; host2 4 on disk, 1 installed\n',
    });
  });

  it('are reported as JSON as the schema says', async () => {
    const pair = await Pair.pushed();
    pair.edit('host2', CONF, (text) =>
      text.replace('config_version="1"', 'config_version="4"').replace('<cman', '<!-- -->\n<cman'),
    );
    pair.edit('host1', LVM, (text) => text.replace('locking_type = 3', 'locking_type = 1'));
    const { out } = await pair.diff('--format', 'json');
    ajv.validate(schema, JSON.parse(out));
    expect(ajv.errors).toBeNull();
    expect(JSON.parse(out)).toMatchObject({
      differences: [
        { kind: 'form', counts: false, nodes: ['host2'] },
        {
          kind: 'content',
          counts: true,
          nodes: ['host1'],
          hunks: [
            {
              lines: expect.arrayContaining([{ sign: '-', line: expect.any(Number), text: 'global/locking_type = 1' }]),
            },
          ],
        },
      ],
    });
  });
});

describe('16 nodes', () => {
  it('with the same change are reported once', async () => {
    const { hosts, devices } = many(16);
    const pair = new Pair(
      SITE.replace(/fence_devices:[^]*?\nhosts:[^]*?(?=^storage:)/m, `${devices}${hosts}`)
        .replaceAll('run_on: [host1, host2]', '')
        .replaceAll('run_on: [host2, host1]', ''),
    );
    expect(await clusterc(['push', pair.site, '--sandbox', pair.sandbox])).toMatchObject({ code: EXIT.done });
    for (let number = 1; number <= 16; number += 1)
      pair.edit(`host${number}`, LVM, (text) => text.replace('locking_type = 3', 'locking_type = 1'));
    const { code, out } = await pair.diff();
    expect(code).toBe(EXIT.different);
    expect(out).toContain(
      '16 of 16 nodes differ: 1 difference in 1 file\n  ~ /etc/lvm/lvm.conf  host1 (same on 15 others) (changed',
    );
    expect(out.match(/-global\/locking_type = 1/g)).toHaveLength(1);
  });
});

function many(count: number): { readonly hosts: string; readonly devices: string } {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const device = (n: number) =>
    `  ilo-host${n}: { agent: fence_ilo, address: 192.168.1.${100 + n}, login: fence, password: { secret: fence/ilo-host${n} } }\n`;
  const host = (n: number) =>
    `  host${n}: { node_id: ${n}, address: 192.168.1.${n}, memory: 16G, cpus: 8, initiator: 'iqn.1994-05.com.redhat:host${n}', ` +
    `bridges: [br0], local_disks: [/dev/sda], fence: [{ method: ilo, devices: [{ device: ilo-host${n} }] }] }\n`;
  return {
    devices: `fence_devices:\n${numbers.map(device).join('')}`,
    hosts: `hosts:\n${numbers.map(host).join('')}`,
  };
}

describe('--against', () => {
  const LATER: Edit = (text) => text.replace('memory: 2G', 'memory: 4G');

  it.each([[[]], [['--tar']]])('a bundle, built with %j, compares without nodes', async (how) => {
    const pair = new Pair();
    const bundle = join(pair.folder, how.length > 0 ? 'old.tar' : 'old');
    expect(await clusterc(['build', pair.site, '-o', bundle, ...how])).toMatchObject({ code: EXIT.done });
    expect(await pair.diff('--against', bundle)).toEqual({
      code: EXIT.done,
      out: 'no difference: both say the same for 2 nodes\n',
      err: '',
    });
    writeFileSync(pair.site, LATER(SITE));
    const { code, out } = await pair.diff('--against', bundle);
    expect(code).toBe(EXIT.different);
    expect(out).toContain(
      '2 of 2 nodes differ: 1 difference in 1 file\n  ~ /etc/cluster/vms/vm1.xml  host1, host2 (changed)\n',
    );
    expect(out).toContain('-  <memory>2097152</memory>\n');
    expect(await clusterc(['diff', bundle, '--against', bundle])).toMatchObject({ code: EXIT.done });
  });

  it('a revision of the site in git', async () => {
    const pair = new Pair();
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-C', pair.folder, '-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args]);
    git('init', '-q');
    git('add', 'site.yaml');
    git('commit', '-qm', 'one');
    writeFileSync(pair.site, LATER(SITE));
    expect(await pair.diff('--against', 'HEAD')).toMatchObject({
      code: EXIT.different,
      out: expect.stringContaining('vm1.xml'),
    });
    git('commit', '-qam', 'two');
    expect(await pair.diff('--against', 'HEAD')).toMatchObject({ code: EXIT.done });
    expect(await pair.diff('--against', 'HEAD~1')).toMatchObject({ code: EXIT.different });
    expect(await pair.diff('--against', 'HEAD~7')).toMatchObject({
      code: EXIT.failed,
      err: expect.stringContaining('revision/unknown'),
    });
  });

  it('a host more or less is new or gone files', async () => {
    const pair = new Pair();
    const bundle = join(pair.folder, 'old');
    await clusterc(['build', pair.site, '-o', bundle]);
    writeFileSync(pair.site, SITE.replace(/ {2}vm2:\n( {4}.*\n)+/, '').replaceAll('name: kvmha', 'name: kvmha2'));
    const { out } = await pair.diff('--against', bundle);
    expect(out).toContain('  - /etc/cluster/vms/vm2.xml  host1, host2 (gone)\n');
  });

  it('a word that is neither, for a bundle, is wrong usage', async () => {
    const pair = new Pair();
    const bundle = join(pair.folder, 'old');
    await clusterc(['build', pair.site, '-o', bundle]);
    expect(await clusterc(['diff', bundle, '--against', 'HEAD'])).toMatchObject({ code: EXIT.usage });
  });
});
