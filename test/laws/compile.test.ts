/** What holds for every site, over mutated fixtures. Seeds are pinned, so that a run repeats; fast-check prints them on failure. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/base/json.ts';
import { bundleFiles, contentOf, manifestOf } from '../../src/bundle/manifest.ts';
import { compile, type Compilation } from '../../src/compile.ts';
import { hasError } from '../../src/diag/diagnostic.ts';
import { renderJson } from '../../src/diag/json.ts';
import { renderText } from '../../src/diag/text.ts';
import { codes } from '../../src/codes.ts';
import { locate } from '../../src/source/locate.ts';
import type { InputFile } from '../../src/source/tree.ts';
import { damaged, Dice, edited, fileOf, input, resizedMemory, scattered, SOUND, WILD } from '../support/edits.ts';
import { inCi, processorMillis } from '../support/effort.ts';
import { clusters, templates } from '../support/fixtures.ts';

const SEED = 20_240_229;
/** Of the processor, so that what else the machine does is not counted; far more than any site takes. */
const SLOWEST_MILLIS = 2000;

const anySeed = fc.integer({ min: 0, max: 2 ** 30 });
const anyCluster = fc.constantFrom(...clusters);
const fewEdits = fc.integer({ min: 0, max: 4 });

/** Checks a law on so many sites, outside of CI on a third as many. */
function law(runs: number, holds: (cluster: string, dice: Dice, edits: number) => void): void {
  const property = fc.property(anyCluster, anySeed, fewEdits, (cluster, seed, edits) =>
    holds(cluster, new Dice(seed), edits),
  );
  fc.assert(property, { seed: SEED, numRuns: inCi(runs, Math.ceil(runs / 8)) });
}

function compiled(...files: readonly InputFile[]): Compilation {
  return compile(files, templates);
}

/** The bundle's folder; the site has to compile. */
function textsOf({ bundle, diagnostics }: Compilation): ReadonlyMap<string, string> {
  if (bundle === undefined) throw new Error(JSON.stringify(diagnostics, null, 1));
  return bundleFiles(bundle, '');
}

describe('a site that compiles', () => {
  it('gives the same bytes every time', () => {
    law(40, (cluster, dice, edits) => {
      const file = fileOf(edited(cluster, SOUND, edits, dice));
      expect(textsOf(compiled(file))).toEqual(textsOf(compiled(file)));
    });
  });

  it('gives the same bundle however its keys are ordered and its entries spread over files', () => {
    law(50, (cluster, dice, edits) => {
      const site = edited(cluster, SOUND, edits, dice);
      expect(textsOf(compiled(...scattered(site, dice)))).toEqual(textsOf(compiled(fileOf(site))));
    });
  });

  it("changes only files made from a VM when that VM's memory changes", () => {
    law(50, (cluster, dice, edits) => {
      const site = edited(cluster, SOUND, edits, dice);
      const { site: other, vm } = resizedMemory(site, dice);
      if (vm === '') return;
      const before = textsOf(compiled(fileOf(site)));
      const { bundle } = compiled(fileOf(other));
      const changed = (bundle?.files ?? []).filter(({ nodes, path, content }) =>
        nodes.some((node) => before.get(`nodes/${node}${path}`) !== textOf(content)),
      );
      expect(changed.map(({ from }) => from)).toEqual([[['vms', vm]]]);
    });
  });

  it('can be read back from its bundle: contents from texts and slots, digests over the texts', () => {
    law(40, (cluster, dice, edits) => {
      const { bundle } = compiled(fileOf(edited(cluster, SOUND, edits, dice)));
      if (bundle === undefined) throw new Error('the site does not compile');
      const texts = bundleFiles(bundle, '');
      for (const [index, file] of manifestOf(bundle).files.entries()) {
        const found = file.nodes.map((node) => texts.get(`nodes/${node}${file.path}`) ?? '');
        expect(found.map((text) => contentOf(text, file.slots))).toEqual(
          file.nodes.map(() => bundle.files[index]?.content),
        );
        expect(found.map(sha256)).toEqual(file.nodes.map(() => file.digest));
      }
    });
  });
});

function textOf(content: NonNullable<Compilation['bundle']>['files'][number]['content']): string {
  return content.map((part) => (typeof part === 'string' ? part : slotText(part))).join('');
}

function slotText(slot: object): string {
  return 'secret' in slot ? `\${secret:${String(slot.secret)}}` : `\${late:${'late' in slot ? String(slot.late) : ''}}`;
}

describe('a site with any mistakes', () => {
  it('is not changed by compiling it', () => {
    law(30, (cluster, dice, edits) => {
      const files = scattered(edited(cluster, WILD, edits, dice), dice);
      const before = structuredClone(files);
      compiled(...files);
      expect(files.map(({ id, bytes }) => [id, Buffer.from(bytes).toString()])).toEqual(
        before.map(({ id, bytes }) => [id, Buffer.from(bytes).toString()]),
      );
    });
  });

  it('has only stage values that are plain data: each equals its JSON', () => {
    law(80, (cluster, dice, edits) => {
      const stages = compiled(...scattered(edited(cluster, WILD, edits, dice), dice));
      for (const [stage, value] of Object.entries(stages)) {
        const again: unknown = JSON.parse(JSON.stringify(value));
        if (!isDeepStrictEqual(value, again)) expect(value, stage).toStrictEqual(again);
      }
    });
  });

  it('gets a bundle or at least one error, never both and never an exception', () => {
    law(150, (cluster, dice, edits) => {
      expectVerdict(compiled(fileOf(edited(cluster, WILD, edits + 1, dice))));
    });
  });

  it('gets diagnostics that can be shown, each at a place inside a file', () => {
    law(100, (cluster, dice, edits) => {
      expectGoodDiagnostics(compiled(...scattered(edited(cluster, WILD, edits + 1, dice), dice)));
    });
  });
});

describe('a file with any bytes', () => {
  const damagedSite = (cluster: string, dice: Dice, edits: number) => {
    const text = Buffer.from(fileOf(edited(cluster, SOUND, edits, dice)).bytes).toString();
    const once = damaged(text, dice);
    return input('site.yaml', dice.below(2) === 0 ? once : damaged(Buffer.from(once).toString('latin1'), dice));
  };

  it('gets a bundle or at least one error within two seconds, never an exception', () => {
    law(100, (cluster, dice, edits) => {
      const file = damagedSite(cluster, dice, edits);
      expect(processorMillis(() => expectVerdict(compiled(file)))).toBeLessThan(SLOWEST_MILLIS);
    });
  });

  it('gets diagnostics that can be shown, each at a place inside a file', () => {
    law(50, (cluster, dice, edits) => expectGoodDiagnostics(compiled(damagedSite(cluster, dice, edits))));
  });

  it('compiles to the same stage values as their JSON', () => {
    law(40, (cluster, dice, edits) => {
      const { tree, spec, model, diagnostics } = compiled(damagedSite(cluster, dice, edits));
      const stages = { tree, spec, model, diagnostics };
      for (const value of Object.values(stages).filter((one) => one !== undefined))
        expect(isDeepStrictEqual(value, JSON.parse(JSON.stringify(value)))).toBe(true);
    });
  });
});

function expectVerdict({ bundle, diagnostics }: Compilation): void {
  expect(bundle === undefined).toBe(hasError(diagnostics));
}

function expectGoodDiagnostics({ files, tree, diagnostics }: Compilation): void {
  const texts = new Map<string, string>(files.map(({ id, text }) => [id, text]));
  for (const { code, message, help } of diagnostics) {
    expect(codes.has(code), code).toBe(true);
    expect(message, code).not.toMatch(/\.$|^$|\bundefined\b|\[object|NaN/);
    expect(help, code).not.toMatch(/^$|\bundefined\b|\[object|\.$/);
  }
  const inFiles = diagnostics.filter(({ at }) => at.in === 'model' || at.in === 'text');
  for (const { where } of locate(files, tree, inFiles)) {
    if (typeof where !== 'object') return expect.fail(`a place in no file: ${where}`);
    const text = texts.get(where.file) ?? '';
    expect(where.start.offset).toBeLessThanOrEqual(where.end.offset);
    expect(where.end.offset).toBeLessThanOrEqual(text.length);
    expect(where.start.line).toBeLessThanOrEqual(text.split(/\r\n|\n|\r/).length);
    expect(where.start.column).toBeGreaterThan(0);
  }
  const found = locate(files, tree, diagnostics);
  expect(renderJson(found).split('\n')).toHaveLength(found.length + 1);
  expect(renderText(found, { columns: 100, color: false })).not.toMatch(/[^\n\P{Cc}]/u);
}
