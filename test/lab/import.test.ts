/** clusterc imports real hosts over ssh: one round trip for each, nothing is written there, and no secret is shown. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtLab, type Built } from './clusterc.ts';
import { describeNeeding, missing } from '../support/tools.ts';
import { missingForLab } from './describe.ts';

const GUEST = '/etc/cluster/vms/vm1.xml';
/** Each command over ssh leaves a line; `virsh` is the real one, whose test driver runs a guest. */
const BASHRC = 'echo asked >>/run/asked\nexport LIBVIRT_DEFAULT_URI=test:///etc/running.xml PATH=/usr/bin:$PATH\n';

describeNeeding(missingForLab() ?? missing('virsh'), 'an import of two hosts over ssh', () => {
  let built: Built;
  let folder: string;
  beforeAll(async () => {
    built = await builtLab({ hosts: 2 });
    folder = mkdtempSync(join(tmpdir(), 'clusterc-import-'));
    const { lab } = built;
    const text = lab.read(1, GUEST) ?? '';
    const running = text.replace(/<\?.*\?>|<!--.*-->/g, '').replace(/(<memory[^>]*>)\d+/, '$12097152');
    lab.write(1, '/etc/running.xml', `<node>${running}</node>`);
    for (const n of [1, 2]) lab.write(n, '/root/.bashrc', BASHRC);
  });
  afterAll(async () => {
    await built.down();
    rmSync(folder, { recursive: true });
  });

  const output = (name: string) => join(folder, name);
  const written = (name: string) =>
    readdirSync(output(name), { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(output(name), file)).isFile())
      .map((file) => ({ file, path: join(output(name), file), text: readFileSync(join(output(name), file), 'utf8') }));

  it('takes one round trip for each, and changes nothing', async () => {
    const { lab } = built;
    const before = lab.hosts.map((n) => lab.tree(n));
    const done = await built.clusterc(['import', '--from', 'host1,host2', '-o', output('first')]);
    expect(done, done.stderr).toMatchObject({ code: 0, stdout: `${output('first')}/site.yaml\n` });
    expect(lab.hosts.map((n) => lab.tree(n))).toEqual(before);
    for (const n of lab.hosts) expect(await lab.exec(n, ['cat', '/run/asked'])).toMatchObject({ stdout: 'asked\n' });
    const files = new Map(written('first').map(({ file, text }) => [file, text]));
    expect(files.get('site.yaml')).toContain('vm2:');
    expect(files.get('IMPORT.md')).toContain('It restarts nothing.');
  });

  it('hears of a guest that runs otherwise than its file says', () => {
    const report = readFileSync(join(output('first'), 'IMPORT.md'), 'utf8');
    expect(report).toMatch(/host1:\/run\/guests\/vm1\.xml:\d+: <memory>: "2097152"; built: "\d+"/);
  });

  it('keeps secrets in a file of their own, and shows none', async () => {
    const conf = built.lab.read(1, '/etc/cluster/cluster.conf') ?? '';
    const secrets = [...conf.matchAll(/passwd="([^"]+)"/g)].map(([, value = '']) => value);
    expect(secrets.length).toBeGreaterThan(1);
    const done = await built.clusterc([
      '-v',
      'import',
      '--from',
      'host1,host2',
      '--format',
      'json',
      '-o',
      output('json'),
    ]);
    expect(done).toMatchObject({ code: 0 });
    for (const secret of secrets) {
      expect(done.stdout + done.stderr).not.toContain(secret);
      const holders = [...written('first'), ...written('json')].filter(({ text }) => text.includes(secret));
      expect(holders.map(({ file }) => file)).toEqual(['.secrets.yaml', '.secrets.yaml']);
      for (const { path } of holders) expect(statSync(path).mode & 0o777).toBe(0o600);
    }
  });

  it('names a host that cannot be reached, and writes nothing', async () => {
    const done = await built.clusterc(['import', '--from', 'host1,host9', '-o', output('none')]);
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(/^error import\/unfetched\n {2}.*host9/m);
    expect(readdirSync(folder)).not.toContain('none');
  });
});
