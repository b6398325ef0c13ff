/** No change of a value, and nothing that is taken away, is skipped: but what is listed here. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTrees } from '../../src/cli/subject/trees.ts';
import { compareTexts, isXml } from '../../src/diff/compare.ts';
import { operations } from '../../src/stack/cman/operations.ts';
import { filesBelow } from '../support/fixtures.ts';

const { compared: own } = operations;

type Change = readonly [what: string, text: string];

/** The text with each value in it changed, one after the other. */
function* otherValues(text: string, value: RegExp): Generator<Change> {
  for (const { 0: all, 1: name = '', index } of text.matchAll(value)) {
    const quote = all.endsWith('"') ? '"' : '';
    const changed = `${all.slice(0, all.length - quote.length)}7${quote}`;
    yield [`${name} in ${lineAt(text, index)}`, text.slice(0, index) + changed + text.slice(index + all.length)];
  }
}

/** The text without each of its attributes, elements on one line, or lines. */
function* without(text: string, part: RegExp): Generator<Change> {
  for (const { 0: all, index } of text.matchAll(part))
    yield [`${all.trim()} of ${lineAt(text, index)}`, text.slice(0, index) + text.slice(index + all.length)];
}

function lineAt(text: string, index: number): string {
  const start = text.lastIndexOf('\n', index) + 1;
  return text.slice(start, text.indexOf('\n', index)).trim();
}

async function passedOver(path: string, text: string, changes: Iterable<Change>): Promise<readonly string[]> {
  const unseen: string[] = [];
  for (const [what, found] of changes) {
    const trees = isXml(path, own) ? await readTrees([found, text]) : new Map();
    if (
      compareTexts(path, { found, desired: text }, { trees, own, release: { lvm2Merges: false }, unknown: new Set() })
        .hunks.length === 0
    )
      unseen.push(what);
  }
  return unseen;
}

const read = (cluster: string) =>
  filesBelow(`fixtures/${cluster}/expected/nodes/host1`).map((name) => ({
    path: `/${name}`,
    text: readFileSync(`fixtures/${cluster}/expected/nodes/host1/${name}`, 'utf8').replace(
      /<!--[^]*?-->|<\?.*\?>|^\s*#.*\n/gm,
      '',
    ),
  }));
const ATTRIBUTE = / ([a-z_:]+)="[^"]*"/gi;

describe.each(['pair', 'services', 'machines'])('%s', (cluster) => {
  const files = read(cluster);
  const conf = files.filter(({ path }) => path.endsWith('cluster.conf'));
  const domains = files.filter(({ path }) => path.endsWith('.xml'));
  const lines = files.filter(({ path }) => !isXml(path, own));

  it('cluster.conf: only the version', async () => {
    for (const { path, text } of conf) {
      expect(await passedOver(path, text, otherValues(text, ATTRIBUTE))).toEqual([
        expect.stringMatching(/^config_version/),
      ]);
      expect(await passedOver(path, text, without(text, ATTRIBUTE))).toEqual([
        expect.stringMatching(/^config_version/),
      ]);
      expect(await passedOver(path, text, without(text, /^ *<[^/>]+\/>\n/gm))).toEqual(
        text.includes('<resources/>') ? ['<resources/> of <resources/>'] : [],
      );
    }
  });

  it('domains: what libvirt takes in its place, and the port of a display that chooses it', async () => {
    const unseen = { values: new Set<string>(), attributes: new Set<string>(), elements: new Set<string>() };
    for (const { path, text } of domains) {
      const reported = {
        values: otherValues(text, ATTRIBUTE),
        attributes: without(text, ATTRIBUTE),
        elements: without(text, /^ *<[^/>]+(\/>|>[^<]*<\/\w+>)\n/gm),
      };
      for (const what of ['values', 'attributes', 'elements'] as const)
        for (const one of await passedOver(path, text, reported[what])) unseen[what].add(one);
    }
    for (const one of unseen.values) expect(one).toMatch(/^port in <graphics .*autoport="yes"/);
    for (const one of [...unseen.attributes, ...unseen.elements]) expect(one).toMatch(TAKEN);
  });

  it('every other file: nothing', async () => {
    for (const { path, text } of lines) {
      expect(await passedOver(path, text, otherValues(text, /^\s*([^\s{}=]+) *=? +.*[^{}\s]$/gm))).toEqual([]);
      expect(await passedOver(path, text, without(text, /^\s*[^\s{}]+ .*[^{}\s]\n/gm))).toEqual([]);
    }
  });
});

/** Defaults of libvirt. */
const TAKEN = new RegExp(
  [
    '^match="exact"',
    '^offset="utc"',
    '^device="disk"',
    '^port="-1" of <graphics .*autoport="yes"',
    '^vram="(9216|65536)"',
    '^heads="1"',
    '^io="threads"',
    '^action="reset"',
    '<boot dev="hd"/>',
    '<clock offset="utc"/>',
    '<on_(poweroff|reboot|crash)>',
    '<currentMemory>',
  ].join('|'),
);
