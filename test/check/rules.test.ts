/** Each rule that others made is held by a fixture, which test/broken.test.ts proves, or has a reason why a site cannot break it. */
import { expect, it } from 'vitest';
import { foreign, scenarios, sites } from '../broken/fixtures.ts';
import { COMMON_MISTAKES } from './common-mistakes.ts';
import { SUPPORT_RULES } from './support-rules.ts';

const known = new Set(
  [...sites, ...foreign, ...scenarios].map((path) =>
    path.replace('fixtures/broken/', '').replace(/(\.scenario)?\.(yaml|xml)$/, ''),
  ),
);

it.each(Object.entries({ ...SUPPORT_RULES, ...COMMON_MISTAKES }))('%s: %s', (_rule, held) => {
  if (held.startsWith('(')) expect(held).toMatch(/^\([a-z][^()]{20,}\)$/i);
  else expect([...known]).toContain(held);
});

it('the forty are all there', () => {
  const numbers = Object.keys(COMMON_MISTAKES).map((rule) => Number.parseInt(rule, 10));
  expect(numbers.slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
});
