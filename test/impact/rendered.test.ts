/** What clusterc renders itself: nothing in it is in doubt, and against itself it is no difference. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { elementsIn, type XmlElement } from '../../src/base/xml.ts';
import { rmTypes } from '../../src/catalogue/rm.ts';
import { compare, isDifferent } from '../../src/stack/cman/impact/compare-files.ts';
import { rangeOf } from '../../src/platform/platform.ts';
import type { FamilyName } from '../../src/platform/release-id.ts';
import { filesBelow } from '../support/fixtures.ts';
import { xmlOf } from './read.ts';

const rendered = filesBelow('fixtures').filter((name) => /expected\/.*\/cluster\.conf$/.test(name));
const FAMILIES: readonly FamilyName[] = ['rhel5', 'rhel6', 'fedora'];

it('there are some', () => expect(rendered.length).toBeGreaterThan(3));

/** How many services and VMs it has. */
function managed(cluster: XmlElement): number {
  const [rm] = elementsIn(cluster, 'rm');
  return rm === undefined ? 0 : elementsIn(rm).filter(({ name }) => name === 'service' || name === 'vm').length;
}

it.each(rendered)('%s', async (name) => {
  const cluster = await xmlOf(readFileSync(`fixtures/${name}`, 'utf8'));
  for (const family of FAMILIES)
    for (const platform of rangeOf({ family, minor: 0 })) {
      const agents = rmTypes(platform);
      const found = compare({ before: cluster, after: cluster }, { before: agents, after: agents }, platform);
      expect([isDifferent(found), found.doubts, found.activation]).toEqual([false, [], 'live']);
      expect(found.impact.verdicts).toHaveLength(managed(cluster));
    }
});
