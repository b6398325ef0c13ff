import { describe, expect, it } from 'vitest';
import { cmanModelOf, compilePair } from '../support/fixtures.ts';
import { enoughSeconds, isInTime, timingOf } from '../../src/stack/cman/emit/qdisk-timing.ts';

/** qdisk(5): tko and worst case for a token, and the token that a tko needs. */
describe.each([
  ['rhel6.4', '', 'token: 10s', 4, 9000, true, 10],
  ['rhel6.4', '', 'token: 21s', 10, 17_000, true, 21],
  ['rhel6.4', ', interval: 1s, tko: 10', 'token: 17s', 10, 17_000, false, 21],
  ['rhel6.4', ', interval: 1s, tko: 10', 'token: 18s', 10, 17_000, true, 21],
  ['rhel6.4', ', interval: 2s, tko: 10', 'token: 34s', 10, 34_000, false, 41],
  ['rhel6.4', ', interval: 2s, tko: 10', 'token: 36s', 10, 34_000, true, 41],
  ['rhel5.8', '', 'token: 21s', 10, 17_000, true, 21],
  ['rhel5.8', '', 'token: 54s', 10, 17_000, true, 21],
] as const)('%s%s, %s', (platform, disk, token, tko, worstMillis, inTime, enough) => {
  it(`tko ${tko} takes ${worstMillis} ms`, () => {
    const compilation = compilePair((text) =>
      text.replace(
        'platform: rhel6',
        `platform: ${platform}\n  quorum: { disk: { label: qd${disk} } }\n  totem: { ${token} }`,
      ),
    );
    const timing = timingOf(cmanModelOf(compilation));
    if (timing === null) throw new Error('the pair has no quorum disk');
    expect(timing).toMatchObject({ tko, worstMillis });
    expect(isInTime(timing)).toBe(inTime);
    expect(enoughSeconds(timing)).toBe(enough);
  });
});
