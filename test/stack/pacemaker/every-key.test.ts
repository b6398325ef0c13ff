/**
 * No key of the site is dropped silently on this stack: for every key of the schema, some value changes the bundle, or a finding
 * names it. keys.test.ts has the values of single keys that need care.
 */
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { as, type FileId, type Json, type SourcePath } from '../../../src/base/brand.ts';
import type { JsonMap } from '../../../src/base/json.ts';
import { compile } from '../../../src/compile.ts';
import type { Diagnostic } from '../../../src/diag/diagnostic.ts';
import { inCi } from '../../support/effort.ts';
import { templates } from '../../support/fixtures.ts';
import { get, schemaKeys, set, type Key } from './schema-keys.ts';
import { baseSite, surroundings } from './surroundings.ts';

/** Keys without an effect on what is built, by a pattern of the path, with the reason. */
const WITHOUT_EFFECT: { readonly [path: string]: string } = {
  'accept/0/because': 'it is in reports only',
  'facts/.*': 'what was found is no wish: checks and predictions read it, as far as they need it',
  'services/web/resources/0/name': 'an export is a label of the clients in it; every other type has its name in an id',
  'services/web/resources/0/independent_subtree': 'the whole service is below it: nothing is left to be independent of',
  'secrets/providers.*': 'a bundle names secrets, not where their values are (decision 227)',
  'vms/vm1/groups/0': 'the walk has one name of a group to try; keys.test.ts has a VM with a group',
  'hosts/host1/fence/0/method': 'a name for messages; levels are numbered',
};

type Outcome = {
  readonly bundle: string | null;
  readonly found: ReadonlySet<string>;
  readonly all: readonly Diagnostic[];
};

const outcomes = new Map<string, Outcome>();

function outcomeOf(site: JsonMap): Outcome {
  const text = stringify(site);
  const known = outcomes.get(text);
  if (known !== undefined) return known;
  const { bundle, diagnostics } = compile([{ id: as<FileId>('site.yaml'), bytes: Buffer.from(text) }], templates);
  const outcome = {
    bundle: bundle === undefined ? null : JSON.stringify(bundle),
    found: new Set(diagnostics.map(textOf)),
    all: diagnostics,
  };
  outcomes.set(text, outcome);
  return outcome;
}

function textOf({ code, message, at }: Diagnostic): string {
  return JSON.stringify([code, message, at]);
}

/** True if the site is refused because of something around the key, which then proves nothing about the key. */
function isRefused({ path }: Key, { bundle, all }: Outcome): boolean {
  const parents = path.slice(0, -1).join('/');
  return (
    bundle === null &&
    all.some(({ severity, at }) => {
      if (severity !== 'error' || at.in !== 'model') return false;
      const place = at.path.join('/').replace(/\/(agent|type)$/, '');
      return `${parents}/`.startsWith(`${place}/`) || (path[0] === 'resources' && place === 'services/web/resources/0');
    })
  );
}

function hasEffect(key: Key): boolean {
  const site = surroundings(key);
  const before = outcomeOf(site);
  if (isRefused(key, before)) return true;
  const there = JSON.stringify(get(site, key.path));
  return key.values.some((value: Json) => {
    if (JSON.stringify(value) === there) return false;
    const after = outcomeOf(set(site, key.path, value));
    const fresh = after.all.filter((one) => !before.found.has(textOf(one)));
    if (fresh.some(({ code }) => /^((schema|yaml)\/|ref\/unknown$)/.test(code))) return false;
    return (
      after.all.some((one) => names(one, key)) ||
      fresh.length > 0 ||
      (before.bundle !== null && after.bundle !== null && before.bundle !== after.bundle)
    );
  });
}

/** A finding at the key. It may have been there before, if what is around the key has it already. */
function names({ at }: Diagnostic, { path }: Key): boolean {
  return at.in === 'model' && at.path.join('/') === path.join('/');
}

/** True for a map of names, and for a key with one possible value, of which there is nothing to try. */
function isFixed({ values, path, site, isMap: map }: Key): boolean {
  const there = JSON.stringify(get(site, path));
  if (map) return true;
  return values.every((value) => JSON.stringify(value) === there) || ['agent', 'type'].includes(String(path.at(-1)));
}

/** A parameter of a fence or resource agent: hundreds of them come from one catalogue and go one way. */
function isParameter({ path: [section, , ...rest] }: Key): boolean {
  return (
    (section === 'fence_devices' && rest.length > 0) ||
    (['resources', 'services'].includes(String(section)) && rest.length > 2)
  );
}

function exempt(path: SourcePath): string | undefined {
  const text = path.join('/');
  return Object.keys(WITHOUT_EFFECT).find((pattern) => new RegExp(`^${pattern}$`).test(text));
}

it('every key of the schema has an effect, a finding, or a reason to have none', () => {
  const all = [...schemaKeys(baseSite())].filter((key) => !isFixed(key));
  const keys = all.filter((key, index) => index % (isParameter(key) ? inCi(5, 45) : inCi(1, 15)) === 0);
  const silent = keys.filter((key) => exempt(key.path) === undefined && !hasEffect(key));
  expect(all.length).toBeGreaterThan(1000);
  expect(silent.map(({ path }) => path.join('/'))).toEqual([]);
  const used = new Set(all.map(({ path }) => exempt(path)));
  expect(Object.keys(WITHOUT_EFFECT).filter((pattern) => !used.has(pattern))).toEqual([]);
});
