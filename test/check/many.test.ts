/** What a site may be full of is looked up, not searched for: counted, as machines differ. */
import { expect, it, vi } from 'vitest';
import { examine } from '../../src/analyse.ts';
import { as, type FileId } from '../../src/base/brand.ts';
import { freeMac } from '../../src/check/vm/identities.ts';
import type { VmName } from '../../src/model/model.ts';
import { siteOf } from '../bench/site.ts';
import { processorMillis } from '../support/effort.ts';

/** Items of lists that `includes` was asked about while something ran. */
function searched(work: () => void): number {
  const includes = vi.spyOn(Array.prototype, 'includes');
  work();
  const items = includes.mock.contexts.reduce((sum: number, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
  includes.mockRestore();
  return items;
}

it('lists of hosts are not searched for each of hundreds of hosts', () => {
  const items = (hosts: number) =>
    searched(() => {
      const bytes = Buffer.from(
        siteOf({ hosts, vms: 2, runOn: 2 }).replaceAll(/address: 10[.]0[.]0[.]\d+/g, 'address: 10.0.3.5'),
      );
      const { diagnostics } = examine([{ id: as<FileId>('site.yaml'), bytes }]);
      expect(diagnostics.length).toBeGreaterThan(hosts);
    });
  expect(items(240) / items(60)).toBeLessThan(8);
});

it('a free MAC address is not looked for among those of the guest itself', () => {
  let asked = 0;
  const taken = new (class extends Set<string> {
    override has(mac: string): boolean {
      asked += 1;
      return super.has(mac);
    }
  })();
  const of = { cluster: 'c', vm: as<VmName>('vm1') };
  for (let cards = 0; cards < 300; cards += 1) taken.add(freeMac({ ...of, taken: new Set(), cards: 100 + cards }));
  const mac = freeMac({ ...of, taken, cards: 400 });
  expect([taken.size, asked]).toEqual([300, 1]);
  expect(new Set(taken).has(mac)).toBe(false);
});

const SMALL = siteOf({ hosts: 2, vms: 1, runOn: 2 });

/** A small site with many of something. */
const CROWDS: readonly (readonly [string, (count: number) => string])[] = [
  [
    'targets',
    (count) => {
      const line = (i: number) =>
        `    t${i}: { portals: ['10.0.3.5'], iqn: 'iqn.2010-02.com.example:t${i}', luns: {} }\n`;
      return SMALL.replace('  volume_groups:', (key) => listed(count, line, '') + key);
    },
  ],
  [
    'devices in a fence method',
    (count) =>
      SMALL.replace('device: ilo-host1 }', (first) => `${first}${listed(count, () => ', { device: ilo-host2 }', '')}`),
  ],
  [
    'fence methods',
    (count) =>
      SMALL.replace(
        'fence: [',
        (key) => key + listed(count, (i) => `{ method: m${i}, devices: [{ device: ilo-host2 }] }, `, ''),
      ),
  ],
];

function listed(count: number, line: (index: number) => string, between: string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join(between);
}

it.each(CROWDS)('8 times as many %s take at most 24 times as long to be checked', (_what, textOf) => {
  const once = (count: number) => {
    const bytes = Buffer.from(textOf(count));
    return processorMillis(() => void examine([{ id: as<FileId>('site.yaml'), bytes }]));
  };
  const millis = (count: number) => Math.min(once(count), once(count), once(count)); // garbage may be collected in one
  millis(500); // compiled by V8
  expect(millis(4000) / millis(500)).toBeLessThan(24);
});

it('a portal that is named a hundred times is judged once, and each further one is said to be there already', () => {
  const portals = listed(100, () => '10.0.0.1', ', ');
  const bytes = Buffer.from(SMALL.replace("['10.0.3.5']", `[${portals}, 10.0.0.1:3261]`));
  const { diagnostics } = examine([{ id: as<FileId>('site.yaml'), bytes }]);
  const count = (part: string) => diagnostics.filter(({ message }) => message.includes(part)).length;
  expect([count('is host1 itself'), count('seems to be on the network'), count('twice')]).toEqual([2, 2, 99]);
});
