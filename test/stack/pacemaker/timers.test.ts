/** The smallest times of sbd: they satisfy every law, and nothing smaller does. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analyse.ts';
import type { Json } from '../../../src/base/brand.ts';
import type { TimerSet } from '../../../src/model/timers.ts';
import { timers } from '../../../src/stack/pacemaker/timers.ts';
import { fileOf, siteOf, withValue } from '../../support/edits.ts';
import { compileFixture } from '../../support/fixtures.ts';
import { pacemakerModel } from './placement/made-up.ts';

const WATCHDOG = 'cluster/pacemaker/sbd/watchdog_timeout';
const MSGWAIT = 'cluster/pacemaker/sbd/msgwait';
const DISK = '/dev/disk/by-id/wwn-0x1';

type Values = readonly (readonly [path: string, value: Json])[];

/** Two portals, so that the disk of sbd has several paths; times in seconds. */
function analysed(sbd: Json, values: Values) {
  const site = withValue(siteOf('pacemaker-pair'), ['cluster', 'pacemaker', 'sbd'], sbd);
  const changed = values.reduce((before, [path, value]) => withValue(before, path.split('/'), value), site);
  return analyse([fileOf(changed)]);
}

function proposed(sbd: Json, values: Values): TimerSet | null {
  return timers(pacemakerModel(analysed(sbd, values).model));
}

/** Of the cluster; those of the storage are kept. */
function valuesOf(set: TimerSet | null): readonly (readonly [string, string | number])[] {
  const own = (set?.times ?? []).filter(({ path }) => path.startsWith('cluster/'));
  return own.map(({ path, value }) => [path, value]);
}

const complains = (values: Values) =>
  analysed({ devices: [DISK] }, values).diagnostics.some(({ code }) => code === 'pcmk/sbd-timeouts');

const pings = (noop: number, loss: number): Values => [
  ['storage/iscsi/noop_interval', `${noop}s`],
  ['storage/iscsi/noop_timeout', `${noop}s`],
  ['storage/multipath/fast_io_fail_timeout', `${loss}s`],
];

describe.each([
  [1, 1, 5],
  [1, 2, 5],
  [1, 3, 6],
  [2, 3, 8],
  [5, 15, 26],
])('pings of %i s, and %i s for a lost path', (noop, loss, watchdog) => {
  it('the watchdog waits longer than a path, and at least as long as sbd wants; a message twice that', () => {
    const found = proposed({ devices: [DISK] }, pings(noop, loss));
    expect(valuesOf(found)).toEqual([
      [WATCHDOG, `${watchdog}s`],
      [MSGWAIT, `${2 * watchdog}s`],
    ]);
    const shorter = watchdog - 1;
    expect(shorter > 2 * noop + loss && shorter >= 5).toBe(false);
  });

  it('check accepts them, and no shorter wait for a message', () => {
    const written: Values = [...pings(noop, loss), [WATCHDOG, `${watchdog}s`]];
    expect(complains([...written, [MSGWAIT, `${2 * watchdog}s`]])).toBe(false);
    expect(complains([...written, [MSGWAIT, `${2 * watchdog - 1}s`]])).toBe(true);
  });
});

it('without disks nothing waits for a path or a message', () => {
  const quorum: Values = [['cluster/quorum', { device: { host: 'qnet.example.com' } }]];
  expect(valuesOf(proposed({}, [...pings(5, 15), ...quorum]))).toEqual([[WATCHDOG, '5s']]);
});

it('each time names its law, and what it was computed from', () => {
  const found = proposed({ devices: [DISK] }, pings(5, 15));
  expect(found?.times[0]?.laws[0]).toBe('the failover of a path = 25 s < 26 s, or a lost path resets the host');
  expect(found?.kept).toContain('storage/multipath/fast_io_fail_timeout 15 s');
});

it('nothing is proposed without sbd', () => {
  expect(timers(pacemakerModel(compileFixture('pacemaker-pair').model))).toBe(null);
});
