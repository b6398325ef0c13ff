/** What a site may be full of is looked up, not searched for: counted, as machines differ. */
import { expect, it, vi } from 'vitest';
import { examine } from '../../src/analyse.ts';
import { as, type FileId } from '../../src/base/brand.ts';
import { freeMac } from '../../src/check/vm/identities.ts';
import type { VmName } from '../../src/model/model.ts';
import { siteOf } from '../bench/site.ts';

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
