/** Room on hosts is found in work that grows with the site, counted and not timed. */
import { expect, it } from 'vitest';
import { as, type Bytes } from '../../src/base/brand.ts';
import { capacityFindings } from '../../src/check/site/capacity.ts';
import type { FailoverDomain } from '../../src/model/service.ts';
import { cmanModelOf, compileFixture } from '../support/fixtures.ts';

it('reads each failover domain once, however many VMs have one of their own', () => {
  const model = cmanModelOf(compileFixture('pair'));
  const [vm] = model.vms;
  const [like] = model.failoverDomains;
  if (vm === undefined || like === undefined) throw new Error('the pair has a VM and a failover domain');
  let reads = 0;
  const domain = (name: string): FailoverDomain => ({
    ...like,
    restricted: true,
    get name() {
      reads += 1;
      return name;
    },
  });
  const names = Array.from({ length: 300 }, (_, index) => `domain${index}`);
  const crowded = {
    ...model,
    vms: names.map((failoverDomain) => ({
      ...vm,
      failoverDomain,
      memory: as<Bytes>(1),
      exclusive: false,
      depend: null,
    })),
    services: [],
    failoverDomains: names.map(domain),
  };
  // The hosts have room for all, so that nothing is placed.
  const placer = { settle: () => expect.unreachable() };
  expect([...capacityFindings(crowded, placer, [])]).toEqual([]);
  expect(reads).toBe(names.length);
});
