/** Checks with facts, where no broken site shows it. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/analyse.ts';
import { as, type FileId } from '../../src/base/brand.ts';
import { readSite } from '../../src/edge/site/site.ts';

const collected = '2026-11-26T10:15:00Z';

/** What is found in a fixture, but for notes, as `code message`; its text is changed first. */
function findings(fixture: string, change: (text: string) => string, facts = ''): readonly string[] {
  const files = readSite(`fixtures/${fixture}/model`).files.map(({ id, bytes }) => ({
    id,
    bytes: Buffer.from(change(Buffer.from(bytes).toString('utf8'))),
  }));
  const more = facts === '' ? [] : [{ id: as<FileId>('found.yaml'), bytes: Buffer.from(`facts:\n${facts}`) }];
  const { diagnostics } = analyse([...files, ...more]);
  const reported = diagnostics.filter(({ severity, accepted }) => severity !== 'note' && accepted === undefined);
  return reported.map(({ code, message, help }) => `${code}: ${message}; ${help}`);
}

const same = (text: string) => text;

describe('memory', () => {
  /** Built in, and what a kernel of that age counts; from memory, not measured on such machines. */
  it.each([
    ['8G', '7830M'],
    ['16G', '15948M'],
    ['64G', '64415M'],
    ['256G', '258302M'],
    ['16G', '15500M'],
  ])('of %s is not less when the kernel counts %s', (built, counted) => {
    const found = findings(
      'pair',
      (text) => text.replace('memory: 16G', `memory: ${built}`),
      `  host1: { collected: ${collected}, memory: ${counted} }\n`,
    );
    expect(found).toEqual([]);
  });

  it('does not count memory beyond what the site says', () => {
    const facts = `  host1: { collected: ${collected}, memory: 64G, cpus: 64 }\n`;
    const found = findings('pair', (text) => text.replace('memory: 2G', 'memory: 20G'), facts);
    expect(found.join()).toMatch(/capacity\/vm-over-every-host: vm1 needs 20 GiB.*has 15 GiB/);
  });
});

describe('a host that had to be left out', () => {
  it('is not reported as unknown', () => {
    const facts = `  host1: { collected: ${collected} }\n`;
    const found = findings('pair', (text) => text.replace('node_id: 1', 'node_id: one'), facts);
    expect(found.filter((one) => one.startsWith('facts/'))).toEqual([]);
  });
});

describe('facts that cannot be read', () => {
  it('are used for nothing, and those of other hosts are', () => {
    const facts = `  host1: { collected: ${collected}, boot: [NetworkManager], cpus: many }\n  host2: { collected: ${collected}, boot: [NetworkManager, clvmd, cman, rgmanager] }\n`;
    expect(findings('pair', same, facts).map((one) => one.split(';')[0])).toEqual([
      'schema/wrong-type: cpus must be a whole number, but this is text',
      'facts/boot: NetworkManager starts when host2 boots: cman does not start while it runs',
    ]);
  });
});

describe('names of the second ring', () => {
  it('have to resolve, to whatever address', () => {
    const found = findings('production', (text) =>
      text.replaceAll('host2-b.dc2.example.com: [10.20.2.12]', 'host2-b.dc2.example.com: []'),
    );
    expect(found).toEqual([
      'facts/node-name: host2-b.dc2.example.com resolves to nothing on host1, host2, host3, host4; write its address on the second ring and host2-b.dc2.example.com into /etc/hosts of every host',
    ]);
  });
});

describe('a WWID', () => {
  const facts = (first: string, second: string) => `  host1:
    collected: ${collected}
    disks:
      ip-192.168.10.5:3260-iscsi-iqn.2010-02.com.example:storage.kvm-lun-1: { wwid: ${first} }
      ip-192.168.10.6:3260-iscsi-iqn.2010-02.com.example:storage.kvm-lun-1: { wwid: ${second} }
`;
  const twoPaths = (text: string) => text.replace('portals: [192.168.10.5]', 'portals: [192.168.10.5, 192.168.10.6]');

  it('is proposed where all paths agree on it, and not where they do not', () => {
    const [one, other] = ['36001405b3f8f0d3c5a64d1e9f7c2a101', '36001405b3f8f0d3c5a64d1e9f7c2a102'] as const;
    expect(findings('pair', twoPaths, facts(one, one)).join()).toContain(`write wwid: ${one}`);
    expect(findings('pair', twoPaths, facts(one, other)).join()).toContain('add wwid: with what scsi_id prints');
  });
});
