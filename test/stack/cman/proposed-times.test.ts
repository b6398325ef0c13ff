/** The proposed times, pasted into the site: the finding goes away, and no other one comes. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { analyse } from '../../../src/analyse.ts';
import type { Json } from '../../../src/base/brand.ts';
import { isMap, mapOf, type JsonMap } from '../../../src/base/json.ts';
import { timerLines } from '../../../src/report/explain/timers.ts';
import { timers as ofPacemaker } from '../../../src/stack/pacemaker/timers.ts';
import { timers as ofCman } from '../../../src/stack/cman/timers.ts';
import { fileOf, siteOf, withValue } from '../../support/edits.ts';
import { cmanModelOf } from '../../support/fixtures.ts';
import { pacemakerModel } from '../pacemaker/placement/made-up.ts';

type Edits = { readonly [path: string]: Json };

function edited(name: string, edits: Edits): JsonMap {
  return Object.entries(edits).reduce((site, [path, value]) => withValue(site, path.split('/'), value), siteOf(name));
}

/** Errors and warnings. */
function foundIn(site: JsonMap): readonly string[] {
  const { diagnostics } = analyse([fileOf(site)]);
  return diagnostics.flatMap(({ severity, accepted, code }) =>
    severity === 'note' || accepted !== undefined ? [] : [code],
  );
}

/** The YAML of an explanation, written over the site as a person would. */
function pasted(site: JsonMap, lines: readonly string[]): JsonMap {
  const over = (before: Json | undefined, after: Json): Json =>
    isMap(after) ? { ...mapOf(before), ...mapped(after, (value, key) => over(mapOf(before)[key], value)) } : after;
  return mapOf(over(site, parse(lines.join('\n'))));
}

function mapped(map: JsonMap, change: (value: Json, key: string) => Json): JsonMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}

const CMAN: { readonly [name: string]: readonly [code: string, edits: Edits] } = {
  'a disk that is slower than totem': ['cluster/qdisk', { 'cluster/quorum/disk/interval': '5s' }],
  'a token of less than twice the disk': ['cluster/qdisk-risk', { 'cluster/totem/token': '36s' }],
  'a disk that decides before a path is given up': ['iscsi/timeouts', { 'cluster/quorum/disk/tko': 8 }],
  'storage with which the token would be too long': [
    'iscsi/timeouts',
    { 'storage/iscsi/noop_interval': '80s', 'storage/iscsi/noop_timeout': '80s', 'cluster/quorum/disk/tko': 8 },
  ],
};

describe.each(Object.entries(CMAN))('on cman, %s', (_name, [code, edits]) => {
  const site = edited('production', edits);
  const set = ofCman(cmanModelOf(analyse([fileOf(site)])));
  const lines = set === null ? [] : [...timerLines({ kind: 'timers', ...set })].slice(1);

  it('is found, and gone with the proposed times, which bring nothing else', () => {
    const sound = foundIn(siteOf('production'));
    expect(foundIn(site).filter((one) => !sound.includes(one))).toContain(code);
    expect(foundIn(pasted(site, lines)).filter((one) => !sound.includes(one))).toEqual([]);
  });

  it('names qdisk, totem, iSCSI and multipath, each with its inequality', () => {
    const written = parse(lines.join('\n'));
    expect(written).toMatchObject({
      cluster: { quorum: { disk: { tko: expect.any(Number) } }, totem: { token: expect.any(String) } },
      storage: {
        iscsi: { noop_interval: expect.any(String), noop_timeout: expect.any(String) },
        multipath: { fast_io_fail_timeout: expect.any(String) },
      },
    });
    for (const { laws } of set?.times ?? []) expect(laws.length).toBeGreaterThan(0);
  });
});

it('on pacemaker, a message that is not waited for long enough', () => {
  const devices = ['/dev/disk/by-id/wwn-0x1'];
  const sound = foundIn(edited('pacemaker-pair', { 'cluster/pacemaker/sbd': { devices } }));
  const site = edited('pacemaker-pair', {
    'cluster/pacemaker/sbd': { devices, watchdog_timeout: '20s', msgwait: '21s' },
  });
  const set = ofPacemaker(pacemakerModel(analyse([fileOf(site)]).model));
  const lines = set === null ? [] : [...timerLines({ kind: 'timers', ...set })].slice(1);
  expect(foundIn(site).filter((one) => !sound.includes(one))).toEqual(['pcmk/sbd-timeouts']);
  expect(foundIn(pasted(site, lines)).filter((one) => !sound.includes(one))).toEqual([]);
});
