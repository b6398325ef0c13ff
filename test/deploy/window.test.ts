/** When windows are open: by the clocks of their zones, whatever summer time does to them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { as, type Millis } from '../../src/base/brand.ts';
import { DAYS, type Window } from '../../src/base/window.ts';
import { windowObjections } from '../../src/deploy/window/findings.ts';
import { inCi } from '../support/effort.ts';
import { describeWindow, duration } from '../../src/deploy/window/words.ts';
import { windowAt } from '../../src/deploy/window/window.ts';

const SATURDAY: Window = { days: ['sat'], from: '22:00', to: '04:00', timezone: 'Europe/Berlin' };
const daily = (from: string, to: string, timezone = 'Europe/Berlin'): Window => ({ days: DAYS, from, to, timezone });

/** `open until ISO`, `always`, or `ISO to ISO`. */
async function said(windows: readonly Window[], now: string): Promise<string> {
  const state = await windowAt(windows, new Date(now));
  if (!state.open) return `${short(state.next.from)} to ${short(state.next.until)}`;
  return state.until === null ? 'always' : `open until ${short(state.until)}`;
}

function short(time: Date): string {
  return time.toISOString().replace(':00.000Z', 'Z');
}

async function words(windows: readonly Window[], now: string): Promise<string> {
  return describeWindow(await windowAt(windows, new Date(now)), new Date(now));
}

describe('a window', () => {
  it('none: always open', async () => {
    expect(await said([], '2026-11-28T12:00Z')).toBe('always');
  });

  it.each([
    ['2026-11-28T20:59:59.999Z', '2026-11-28T21:00Z to 2026-11-29T03:00Z'],
    ['2026-11-28T21:00:00.000Z', 'open until 2026-11-29T03:00Z'],
    ['2026-11-29T02:59:59.999Z', 'open until 2026-11-29T03:00Z'],
    ['2026-11-29T03:00:00.000Z', '2026-12-05T21:00Z to 2026-12-06T03:00Z'],
  ])('over midnight belongs to the day on which it starts: %s', async (now, expected) => {
    expect(await said([SATURDAY], now)).toBe(expected);
  });

  it('of a whole day ends with the day', async () => {
    expect(await said([{ ...SATURDAY, from: '00:00', to: '24:00' }], '2026-11-28T12:00Z')).toBe(
      'open until 2026-11-28T23:00Z',
    );
  });

  it.each([
    ['Pacific/Kiritimati', '2026-11-28T08:00Z', 'open until 2026-11-28T14:00Z'],
    ['Asia/Kolkata', '2026-11-28T16:30Z', 'open until 2026-11-28T22:30Z'],
    ['America/Los_Angeles', '2026-11-29T06:00Z', 'open until 2026-11-29T12:00Z'],
    ['Pacific/Pago_Pago', '2026-11-29T09:00Z', 'open until 2026-11-29T15:00Z'],
    ['UTC', '2026-11-28T22:00Z', 'open until 2026-11-29T04:00Z'],
  ])('follows the clock of its zone: %s', async (timezone, now, expected) => {
    expect(await said([{ ...SATURDAY, timezone }], now)).toBe(expected);
  });
});

describe('several windows', () => {
  const evening = daily('18:00', '20:00');

  it.each([
    ['overlap', daily('19:00', '21:00'), 'open until 2026-11-28T20:00Z'],
    ['adjoin', daily('20:00', '21:00'), 'open until 2026-11-28T20:00Z'],
    ['lie in one another', daily('18:30', '19:00'), 'open until 2026-11-28T19:00Z'],
    ['leave a minute', daily('20:01', '21:00'), 'open until 2026-11-28T19:00Z'],
    ['meet in another zone', daily('19:00', '20:00', 'UTC'), 'open until 2026-11-28T20:00Z'],
  ])('that %s', async (_how, other, expected) => {
    expect(await said([evening, other], '2026-11-28T17:30Z')).toBe(expected);
    expect(await said([other, evening], '2026-11-28T17:30Z')).toBe(expected);
  });

  it('without a gap between them have no end', async () => {
    expect(await said([daily('00:00', '24:00')], '2026-11-28T17:30Z')).toBe('always');
    expect(await said([daily('08:00', '20:00'), daily('20:00', '08:00')], '2026-03-28T17:30Z')).toBe('always');
  });
});

describe('summer time in Berlin begins: at 01:00 UTC of 29 March 02:00 becomes 03:00', () => {
  it.each([
    [
      'a window over it is an hour shorter',
      daily('22:00', '04:00'),
      '2026-03-28T21:00Z',
      'open until 2026-03-29T02:00Z',
    ],
    ['it may end within it', daily('22:00', '02:30'), '2026-03-28T21:00Z', 'open until 2026-03-29T01:00Z'],
    ['it may begin within it', daily('02:30', '04:00'), '2026-03-28T23:00Z', '2026-03-29T01:00Z to 2026-03-29T02:00Z'],
    [
      'it may begin within it and end the next day',
      { ...daily('02:30', '02:00'), days: ['sun'] },
      '2026-03-29T00:30Z',
      '2026-03-29T01:00Z to 2026-03-30T00:00Z',
    ],
    [
      'one that lies within it is none',
      daily('02:10', '02:50'),
      '2026-03-28T23:00Z',
      '2026-03-30T00:10Z to 2026-03-30T00:50Z',
    ],
    ['nor is that hour', daily('02:00', '03:00'), '2026-03-28T23:00Z', '2026-03-30T00:00Z to 2026-03-30T01:00Z'],
    [
      'nor on Sundays',
      { ...daily('02:00', '03:00'), days: ['sun'] },
      '2026-03-28T23:00Z',
      '2026-04-05T00:00Z to 2026-04-05T01:00Z',
    ],
  ] as const)('%s', async (_what, window, now, expected) => {
    expect(await said([window], now)).toBe(expected);
  });
});

describe('summer time in Berlin ends: at 01:00 UTC of 25 October 03:00 becomes 02:00', () => {
  it.each([
    [
      'a window over it is an hour longer',
      daily('22:00', '04:00'),
      '2026-10-24T20:00Z',
      'open until 2026-10-25T03:00Z',
    ],
    [
      'one that ends within it ends the first time',
      daily('22:00', '02:30'),
      '2026-10-24T20:00Z',
      'open until 2026-10-25T00:30Z',
    ],
    [
      'and is closed the second time',
      daily('22:00', '02:30'),
      '2026-10-25T01:15Z',
      '2026-10-25T21:00Z to 2026-10-26T01:30Z',
    ],
    [
      'one that begins within it begins the first time',
      daily('02:30', '04:00'),
      '2026-10-25T00:30Z',
      'open until 2026-10-25T03:00Z',
    ],
    [
      'one that lies within it is there once',
      daily('02:10', '02:50'),
      '2026-10-25T00:55Z',
      '2026-10-26T01:10Z to 2026-10-26T01:50Z',
    ],
  ] as const)('%s', async (_what, window, now, expected) => {
    expect(await said([window], now)).toBe(expected);
  });
});

describe('clocks that change at midnight', () => {
  it.each([
    // 24 April 2026 begins at 01:00 in Cairo, 30 October at 23:00 of the 29th once more.
    ['2026-04-23T21:00Z', daily('23:00', '24:00', 'Africa/Cairo'), 'open until 2026-04-23T22:00Z'],
    ['2026-04-23T22:00Z', daily('00:00', '06:00', 'Africa/Cairo'), 'open until 2026-04-24T03:00Z'],
    ['2026-10-29T20:00Z', daily('23:00', '24:00', 'Africa/Cairo'), 'open until 2026-10-29T22:00Z'],
  ])('%s', async (now, window, expected) => {
    expect(await said([window], now)).toBe(expected);
  });
});

describe('whatever the windows are', () => {
  const time = fc
    .integer({ min: 0, max: 1439 })
    .map((at) => [Math.floor(at / 60), at % 60].map((part) => String(part).padStart(2, '0')).join(':'));
  const window = fc
    .record({
      days: fc.subarray([...DAYS], { minLength: 1 }),
      from: time,
      to: time,
      timezone: fc.constantFrom(
        'Europe/Berlin',
        'America/St_Johns',
        'Australia/Lord_Howe',
        'Africa/Cairo',
        'Pacific/Kiritimati',
        'UTC',
      ),
    })
    .filter(({ from, to }) => from !== to);
  const now = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });

  it('an open window stays open for a while, a closed one opens later, both when predicted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(window, { minLength: 1, maxLength: 3 }), now, async (windows, at) => {
        const state = await windowAt(windows, at);
        if (!state.open) {
          expect(state.next.from > at && state.next.until > state.next.from).toBe(true);
          expect(await windowAt(windows, state.next.from)).toMatchObject({ open: true, until: state.next.until });
          expect(await windowAt(windows, new Date(state.next.from.getTime() - 1))).toEqual(state);
        } else if (state.until !== null) {
          expect(state.until > at).toBe(true);
          expect((await windowAt(windows, state.until)).open).toBe(false);
          expect(await windowAt(windows, new Date(state.until.getTime() - 1))).toEqual(state);
        }
      }),
      { seed: 20_261_128, numRuns: inCi(300, 60) },
    );
  });
});

describe('in words', () => {
  it.each([
    ['2026-11-28T23:48Z', 'open until Sun 29 Nov 04:00 Europe/Berlin (in 3 h 12 min)'],
    ['2026-11-29T02:59:30Z', 'open until Sun 29 Nov 04:00 Europe/Berlin (in less than 1 min)'],
    ['2026-11-26T18:00Z', 'closed; next: Sat 28 Nov 22:00 to Sun 29 Nov 04:00 Europe/Berlin (in 2 d 3 h)'],
  ])('at %s', async (now, expected) => {
    expect(await words([SATURDAY], now)).toBe(expected);
  });

  it('midnight is 00:00', async () => {
    expect(await words([daily('20:00', '24:00', 'UTC')], '2026-11-28T20:00Z')).toBe(
      'open until Sun 29 Nov 00:00 UTC (in 4 h)',
    );
  });

  it('without windows', async () => {
    expect(await words([], '2026-11-28T20:00Z')).toBe('open, without an end');
  });

  it.each([
    [0, 'less than 1 min'],
    [60_000, '1 min'],
    [3_600_000, '1 h'],
    [86_400_000, '1 d'],
    [93_600_000, '1 d 2 h'],
  ])('%i ms are %s', (millis, expected) => {
    expect(duration(millis)).toBe(expected);
  });
});

describe('a push', () => {
  const objections = async (now: string, seconds: number, windows = [SATURDAY]) => {
    const at = new Date(now);
    return windowObjections(await windowAt(windows, at), at, as<Millis>(seconds * 1000)).map(({ message }) => message);
  };

  it('at another time, or too long for the rest of it, is refused with the times', async () => {
    expect(await objections('2026-11-28T12:00Z', 1)).toEqual([
      'the maintenance window is closed; next: Sat 28 Nov 22:00 to Sun 29 Nov 04:00 Europe/Berlin (in 9 h)',
    ]);
    expect(await objections('2026-11-29T02:29:30Z', 1831)).toEqual([
      'this may take up to 31 min, and the maintenance window is open for 30 min, until Sun 29 Nov 04:00 Europe/Berlin',
    ]);
  });

  it('in time is not', async () => {
    expect(await objections('2026-11-29T02:30Z', 1800)).toEqual([]);
    expect(await objections('2026-11-28T12:00Z', 1e6, [])).toEqual([]);
  });
});
