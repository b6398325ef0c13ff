/** `clusterc check --with`: what a site has in common with others on its network. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/io.ts';
import { clusterc } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/sandboxes.ts';

const PAIR = readFileSync('fixtures/pair/model/site.yaml', 'utf8');

/** A copy of the pair with nothing in common but what the edits leave or add. */
function site(name: string, edits: readonly (readonly [string, string])[] = []): string {
  const apart = PAIR.replace('name: kvmha', `name: ${name}`)
    .replaceAll('192.168.', `10.${name.length}.`)
    .replaceAll('redhat:host', `redhat:${name}-host`)
    .replace('domain: example.com', `domain: ${name}.example.com`)
    .replace('example:storage.kvm', `example:storage.${name}`);
  const path = join(temporaryFolder(), `${name}.yaml`);
  writeFileSync(
    path,
    edits.reduce((text, [from, to]) => text.replace(from, to), apart),
  );
  return path;
}

it('each of several sites, however they are named', async () => {
  const own = 'fixtures/pair/model';
  const third = site('other3', [['address: 10.6.1.11\n', 'address: 192.168.1.12\n']]);
  const second = site('two', [['redhat:two-host1', 'redhat:host2']]);
  expect((await clusterc(['check', own, '--with', site('four')])).code).toBe(EXIT.done);
  for (const others of [
    ['--with', `${second},${third}`],
    ['--with', second, '--with', third],
  ]) {
    const { code, out } = await clusterc(['check', own, ...others, '--format', 'json']);
    expect(code).toBe(EXIT.failed);
    const found = [...out.matchAll(/"code":"cluster\/collision".*?"path":"([^"]*)"/g)].map(([, path]) => String(path));
    expect(found.sort()).toEqual(['hosts/host2/address', 'hosts/host2/initiator']);
  }
});

it('a value that is derived is said to be, with the line to paste', async () => {
  // Letters that give the same sum, and names that give the same MAC address.
  const twin = site('kvmgc', [['nics: [{ bridge: br0 }]', 'nics: [{ bridge: br0, mac: "52:54:00:14:91:08" }]']]);
  const { out, err } = await clusterc(['check', 'fixtures/pair/model', '--with', twin]);
  expect(out + err).toContain('the cluster id 3397, which is derived, is also that of ');
  expect(out + err).toContain('help: write network: { cluster_id: 1 } at cluster, before');
  expect(out + err).toContain('the MAC address 52:54:00:14:91:08 of vm2, which is derived, is also used by vm1');
  expect(out + err).toMatch(/help: write mac: "52:54:00:[0-9a-f:]{8}" at that card of vm2, before/);
});
