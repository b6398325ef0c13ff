import { expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/io.ts';
import { compileSite } from '../../../src/cli/subject/compiled-site.ts';
import { mistakesIn } from '../../../src/cli/push/push-mistakes.ts';
import { codes } from '../../../src/codes.ts';
import { recordedIo } from '../../support/sandboxes.ts';

it.each([
  [{ plan: '' }, '--plan : it is the id'],
  [{ plan: 'a' }, 'at least 6 digits'],
  [{ plan: 'zzzzzzzzzzzz' }, '--plan zzzzzzzzzzzz'],
  [{ now: true }, '--now needs a reason'],
  [{ now: true, because: ' ' }, '--now needs a reason'],
  [{ resume: true, check: true }, '--resume changes nodes'],
  [{ resume: true, limit: 'host1' }, 'without --limit'],
  [{ allow: ['push/restartvm'] }, 'push/restart-vm'],
])('%j is wrong usage: %s', (options, words) => {
  const { io, err } = recordedIo();
  expect(mistakesIn('push', options, io)).toBe(EXIT.usage);
  expect(err()).toContain(words);
});

it.each([
  [{}],
  [{ plan: 'abc123' }],
  [{ now: true, because: 'a disk is full' }],
  [{ resume: true }],
  [{ allow: ['push/restart-vm', 'drift/edited-by-hand'] }],
])('%j is fine', (options) => {
  const { io, err } = recordedIo();
  expect([mistakesIn('push', { yes: true, ...options }, io), err()]).toEqual([undefined, '']);
});

it.each(['pair', 'pair-rhel5', 'production'])(
  'everything that an action of %s needs permission for can be allowed',
  (name) => {
    const { bundle } = compileSite(`fixtures/${name}/model`);
    if (bundle === undefined || bundle.serviceActions === null) throw new Error(`${name} does not compile`);
    const others = Object.values(bundle.serviceActions).filter((one) => typeof one === 'object' && 'allow' in one);
    const suggested = [...bundle.actions, ...others].flatMap(({ allow }) => allow ?? []);
    expect(suggested.length).toBeGreaterThan(3);
    expect([...new Set(suggested)].filter((code) => codes.get(code)?.allowable !== true)).toEqual([]);
  },
);
