/** `clusterc plan --old --new`: what it prints, how it ends, and that its JSON is what its schema says. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/io.ts';
import { clusterc } from '../../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterc-plan-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const OLD = `<cluster name="c" config_version="1">
  <fencedevices><fencedevice name="d" agent="fence_apc" passwd="geheim"/></fencedevices>
  <rm>
    <resources><script name="httpd" file="/h"/></resources>
    <vm name="vm1" domain="a" path="/p"/>
    <vm name="vm2" path="/p"><script name="x" file="/x"/></vm>
    <vm name="vm3"/>
    <service name="web"><script ref="httpd"/><script ref="lost"/></service>
  </rm>
</cluster>
`;
const NEW = OLD.replace('version="1">', 'version="2">')
  .replace('"a"', '"b"')
  .replace('vm2" path="/p"', 'vm2" path="/q"')
  .replace('<vm name="vm3"/>', '')
  .replace('"/h"', '"/i"')
  .replace('geheim', 'anders');

const old = written('old.conf', OLD);
const now = written('new.conf', NEW);

describe('plan --old --new', () => {
  it('says for each service and for the cluster what happens, and why; exits 2', async () => {
    const { code, out, err } = await clusterc(['plan', '--old', old, '--new', now]);
    expect({ code, err }).toEqual({ code: EXIT.different, err: '' });
    expect(out).toBe(`RECONFIG vm:vm1 keeps running; the new values count from now on, and nothing moves; no outage
    vm:vm1: domain "a" -> "b"
SVC_RESTART vm:vm2 stops as a whole, and starts again; down for up to 2 min while the guest shuts down, then its boot
    vm:vm2: path "/p" -> "/q"
VM_ORPHAN vm:vm3 keeps running where it is, and nothing watches it any more; no outage
    vm:vm3 is not in the new file
SUBTREE_RESTART service:web stops and starts script:httpd; the rest keeps running; down while that restarts
    script:httpd: file "/h" -> "/i"
fencedevices/fencedevice[d] is read when a node is fenced
    passwd (hidden) -> (hidden)
in doubt, line 8 of the old file: script:lost is not defined below <resources>: rgmanager leaves it out
in doubt, line 8 of the new file: script:lost is not defined below <resources>: rgmanager leaves it out
vm1 keeps running; vm2 restarts, about 2 min; vm3 keeps running unmanaged; web restarts in part; cluster: no restart
`);
  });

  it('exits 0 when only config_version differs', async () => {
    const later = written('later.conf', OLD.replace('version="1">', 'version="7">').replaceAll(' lost', ''));
    const { code, out } = await clusterc(['plan', '--old', old, '--new', later]);
    expect(code).toBe(EXIT.done);
    expect(out).toContain('everything keeps running; cluster: no restart\n');
  });

  it('says when cman would refuse the version', async () => {
    const { out } = await clusterc(['plan', '--old', now, '--new', old]);
    expect(out).toContain('config_version 2 -> 1: cman refuses a version that does not rise\n');
  });

  it.each(['rhel6.99', 'debian12'])('asks for a release that reads cluster.conf: %s', async (release) => {
    const { code, err } = await clusterc(['plan', '--old', old, '--new', now, '--platform', release]);
    expect(code).toBe(EXIT.usage);
    expect(err).toContain(`there is no release ${release} that reads such files`);
  });

  it('compares by the agents of the release: RHEL 6.0 knows no no_kill', async () => {
    const kept = written('kept.conf', OLD.replace('vm1" domain', 'vm1" no_kill="1" domain'));
    const codes = ['rhel6.0', 'rhel6.10'].map((release) =>
      clusterc(['plan', '--old', old, '--new', kept, '--platform', release]).then(({ code }) => code),
    );
    expect(await Promise.all(codes)).toEqual([EXIT.done, EXIT.different]);
  });

  it('prints JSON as schemas/output/impact.schema.json says, without secrets', async () => {
    const schema: object = JSON.parse(readFileSync('schemas/output/impact.schema.json', 'utf8'));
    const ajv = new Ajv2020({ strict: true });
    for (const [from, to] of [
      [old, now],
      [now, old],
      [old, old],
    ] as const) {
      const { out } = await clusterc(['plan', '--old', from, '--new', to, '--format', 'json']);
      expect(out).not.toMatch(/geheim|anders/);
      const valid = ajv.validate(schema, JSON.parse(out));
      expect(ajv.errors).toBeNull();
      expect(valid).toBe(true);
    }
  });

  it('shows where a file is no XML, and its line without secrets', async () => {
    const broken = written('broken.conf', OLD.replace('passwd="geheim"', 'passwd="geheim" name="d"'));
    const { code, out, err } = await clusterc(['plan', '--old', broken, '--new', now]);
    expect({ code, out }).toEqual({ code: EXIT.failed, out: '' });
    expect(err).toContain('the attribute name is written twice');
    expect(err).not.toContain('geheim');
  });
});
