/** Finds for each broken site the smallest graft that makes other sites wrong in the same way. Run by grafts.test.ts to write its table. */
import { analyse } from '../../src/analyse.ts';
import { isMap, type JsonMap } from '../../src/base/json.ts';
import type { Diagnostic } from '../../src/diag/diagnostic.ts';
import { readSite } from '../../src/edge/site/site.ts';
import { plain } from '../../src/source/tree.ts';
import { codeOf, sites } from '../broken/fixtures.ts';
import { everyCluster } from '../support/fixtures.ts';
import { fileOf, siteOf } from '../support/edits.ts';
import { grafted, ways, type Wrong } from './graft.ts';

/** A way that a broken site (`from`) can be grafted, onto which sites, and what is found there besides its code. */
export type Graft = {
  readonly from: string;
  readonly way: string;
  readonly onto: readonly string[];
  readonly also?: readonly string[];
};
export type Grafts = { readonly [code: string]: readonly Graft[] };

export type Onto = { readonly name: string; readonly site: JsonMap; readonly before: ReadonlySet<string> };

/** The sites of fixtures, with what is found in them. */
export const onto: readonly Onto[] = everyCluster.map((name) => {
  const site = siteOf(name);
  return { name, site, before: new Set(openIn(site).map(keyOf)) };
});

function openIn(site: JsonMap): readonly Diagnostic[] {
  return analyse([fileOf(site)]).diagnostics.filter(({ accepted }) => accepted === undefined);
}

function keyOf({ code, at }: Diagnostic): string {
  return `${code} ${at.in === 'model' ? at.path.join('/') : at.in}`;
}

export type Outcome = { readonly isFound: boolean; readonly also: readonly string[] };

/** Is the code found at its place in the grafted site, and which other errors and warnings are? */
export function outcomeOf(code: string, wrong: Wrong, way: string, { site, before }: Onto): Outcome {
  const { site: changed, at } = grafted(site, wrong, way);
  const fresh = openIn(changed).filter((one) => !before.has(keyOf(one)));
  const others = fresh.filter((one) => one.severity !== 'note' && one.code !== code && one.code !== 'accept/unused');
  return {
    isFound: fresh.some((one) => keyOf(one) === `${code} ${at}`),
    also: [...new Set(others.map((one) => one.code))].sort(),
  };
}

const wrongs = new Map<string, (Wrong & { readonly codes: ReadonlySet<string> }) | undefined>();

/** What is wrong in a broken site; undefined if it is not in the model. */
export function wrongIn(path: string) {
  if (!wrongs.has(path)) wrongs.set(path, readWrong(path));
  return wrongs.get(path);
}

function readWrong(path: string): (Wrong & { readonly codes: ReadonlySet<string> }) | undefined {
  const { tree, diagnostics } = analyse(readSite(path).files);
  const site = tree === undefined ? undefined : plain(tree);
  const own = diagnostics.find(({ code, at }) => code === codeOf(path) && at.in === 'model');
  if (!isMap(site) || own?.at.in !== 'model') return undefined;
  const related = own.related.flatMap(({ at }) => (at.in === 'model' ? [at.path] : []));
  return { site, at: own.at.path, related, codes: new Set(diagnostics.map(({ code }) => code)) };
}

/** Broken sites that are tried for a code, and ways that are tried for a site; more of them find little more. */
const VARIANTS = 4;
const TRIES = 60;

function bestFor(code: string, one: Onto, tries: readonly (readonly [string, string])[]): Found | undefined {
  let best: Found | undefined;
  for (const [from, way] of tries) {
    const wrong = wrongIn(from);
    if (wrong === undefined) continue;
    const { isFound, also } = outcomeOf(code, wrong, way, one);
    if (!isFound || also.some((other) => !wrong.codes.has(other))) continue;
    if (best === undefined || also.length < best.also.length) best = { from, way, site: one.name, also };
    if (also.length === 0) break;
  }
  return best;
}

type Found = { readonly from: string; readonly way: string; readonly site: string; readonly also: readonly string[] };

/** All grafts of a code; what fitted one site is tried first on the next one. */
export function graftsOf(code: string): readonly Graft[] {
  const paths = sites.filter((path) => codeOf(path) === code).slice(0, VARIANTS);
  const all = paths.flatMap((path) => ways.map((way) => [path, way] as const));
  const found: Found[] = [];
  for (const one of onto) {
    const tried = found.map(({ from, way }) => [from, way] as const);
    const best = bestFor(code, one, [...tried, ...all].slice(0, TRIES));
    if (best !== undefined) found.push(best);
  }
  return together(found);
}

function together(found: readonly Found[]): readonly Graft[] {
  const groups = new Map<string, Graft>();
  for (const { from, way, site, also } of found) {
    const key = [from, way, ...also].join(' ');
    const before = groups.get(key)?.onto ?? [];
    groups.set(key, { from, way, onto: [...before, site], ...(also.length === 0 ? {} : { also }) });
  }
  return [...groups.values()];
}
