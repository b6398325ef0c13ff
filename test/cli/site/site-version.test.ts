/** What version 2 of a site derives, and `fmt --to-version 2`. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examine } from '../../../src/analyse.ts';
import type { Model } from '../../../src/model/model.ts';
import { clusterc } from '../../support/command-line.ts';
import { fileOf, siteOf, withValue } from '../../support/edits.ts';
import { compileFixture, compilePair, everyCluster } from '../../support/fixtures.ts';
import { temporaryFolder } from '../../support/sandboxes.ts';

const inVersion = (version: number) => (text: string) => text.replace('version: 1', `version: ${version}`);

/** One more VM, with a list of hosts that begins with the same host as another one. */
const withGuest = (text: string) =>
  `${text.trimEnd()}\n  added: { memory: 1G, cpus: 1, disks: [{ cdrom: empty }], nics: [{ bridge: br0 }], run_on: [host1] }\n`;

const namesIn = (edit: (text: string) => string) => namesOf(compilePair(edit).model);
const namesOf = (model: Model | undefined) =>
  (model?.vms ?? []).map(({ name, failoverDomain, nics }) => ({
    name,
    failoverDomain,
    macs: nics.map(({ mac }) => mac),
  }));

describe('version 2', () => {
  const before = namesIn(inVersion(2));
  const after = namesIn((text) => withGuest(inVersion(2)(text)));

  it('derives MACs of 40 bits, locally administered and of one host', () => {
    const macs = before.flatMap((vm) => vm.macs);
    expect(macs.length).toBeGreaterThan(1);
    for (const mac of macs) expect(mac).toMatch(/^52(:[0-9a-f]{2}){5}$/);
    expect(macs.filter((mac) => mac.startsWith('52:54:00'))).toEqual([]);
    expect(Number.parseInt('52', 16) & 3).toBe(2);
  });

  it('renames nothing of another VM when one is added, as version 1 does', () => {
    expect(after.filter(({ name }) => name !== 'added')).toEqual(before);
    const old = namesIn((text) => withGuest(inVersion(1)(text))).filter(({ name }) => name !== 'added');
    expect(old).not.toEqual(namesIn(inVersion(1)));
  });

  const withGuests = everyCluster.filter((name) => (compileFixture(name).model?.vms.length ?? 0) > 1);

  it.each(withGuests)('renames nothing of another VM when one is removed: %s', (name) => {
    const site = withValue(siteOf(name), ['version'], 2);
    const all = namesOf(examine([fileOf(site)]).model);
    for (const { name: gone } of all) {
      const left = namesOf(examine([fileOf(withValue(site, ['vms', gone], undefined))]).model);
      expect(left).toEqual(all.filter((vm) => vm.name !== gone));
    }
  });

  it('is the only other one', () => {
    expect(compilePair(inVersion(3)).diagnostics.map(({ code }) => code)).toContain('schema/not-one-of');
  });
});

describe('fmt --to-version 2', () => {
  function pair(): string {
    const folder = temporaryFolder();
    cpSync('fixtures/pair/model', folder, { recursive: true });
    return join(folder, 'site.yaml');
  }

  it('writes the version, says each name that changes on nodes, and is done then', async () => {
    const site = pair();
    const { code, err } = await clusterc(['fmt', '--to-version', '2', site]);
    expect(code).toBe(0);
    expect(readFileSync(site, 'utf8')).toMatch(/^version: 2$/m);
    for (const [index, vm] of namesIn(inVersion(2)).entries()) {
      const old = namesIn(inVersion(1))[index];
      expect(err).toContain(
        `${vm.name}: network card 1 has ${vm.macs[0]} in place of ${old?.macs[0]} when it starts next\n`,
      );
      expect(err).toContain(
        `${vm.name}: its failover domain is ${vm.failoverDomain} in place of ${old?.failoverDomain}\n`,
      );
    }
    expect(await clusterc(['fmt', '--to-version', '2', site])).toMatchObject({
      code: 0,
      err: '0 files of 1 changed\n',
    });
  });

  it('says nothing of a MAC that is written down', async () => {
    const site = pair();
    const cards = ['01', '02'];
    const text = readFileSync(site, 'utf8').replaceAll(
      'bridge: br0',
      () => `bridge: br0, mac: 52:54:00:00:00:${cards.pop()}`,
    );
    writeFileSync(site, text);
    const { code, err } = await clusterc(['fmt', '--check', '--to-version', '2', site]);
    expect(code).toBe(2);
    expect(err).toContain('vm1: its failover domain');
    expect(err).not.toContain('network card');
    expect(readFileSync(site, 'utf8')).toBe(text);
  });

  it('writes nothing where the site has an error', async () => {
    const site = pair();
    const broken = readFileSync(site, 'utf8').replace(/memory: \S+/, 'memory: much');
    writeFileSync(site, broken);
    const { code, err } = await clusterc(['fmt', '--to-version', '2', site]);
    expect([code, readFileSync(site, 'utf8')]).toEqual([1, broken]);
    expect(err).toContain('error schema/');
  });
});
