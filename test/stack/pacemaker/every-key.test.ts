/**
 * No key of the site is dropped in silence on this stack: for every key of the schema, some value changes the bundle, or a finding
 * names it. keys.test.ts has the values of single keys that need care.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { as, type FileId, type Json, type SourcePath } from '../../../src/base/brand.ts';
import { isMap, type JsonMap } from '../../../src/base/json.ts';
import { familyWith } from '../../../src/catalogue/fence.ts';
import { compile } from '../../../src/compile.ts';
import type { Diagnostic } from '../../../src/diag/diagnostic.ts';
import { templates } from '../../support/fixtures.ts';
import { get, schemaKeys, set, type Key } from './schema-keys.ts';

/** Keys without an effect on what is built, by path, with the reason. `*` is any part. */
const WITHOUT_EFFECT: { readonly [path: string]: string } = {};

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

/** What the key needs elsewhere in the site to be used. */
function surroundings({ site, path }: Key): JsonMap {
  const [section, name = '', ...rest] = path;
  if (section === 'fence_devices' && name !== '') return withUse(site, String(name));
  if (section === 'resources' && rest.length > 0) return withResource(site, String(name), String(rest[0]));
  if (section === 'cluster' && name === 'quorum' && rest[0] === 'device')
    return set(site, ['cluster', 'quorum'], { device: get(site, ['cluster', 'quorum', 'device']) ?? {} });
  if (path.includes('feeds'))
    return set(site, ['hosts', 'host1', 'fence'], [{ method: 'power', feeds: feedsOf('1', '5') }]);
  if (path.includes('unfence') && rest.length > 1) return set(site, ['hosts', 'host1', 'unfence', 0, 'device'], 'pdu');
  const at = path.indexOf('resources');
  if (section === 'services' && at > 0 && path.length > at + 1) return withFileSystem(site, path.slice(0, at + 2));
  return site;
}

function feedsOf(...plugs: readonly string[]): readonly JsonMap[] {
  return plugs.map((plug) => ({ device: 'pdu', plug }));
}

/** A host that is fenced by the device. */
function withUse(site: JsonMap, device: string): JsonMap {
  const at = ['fence_devices', device];
  const family = familyWith(String(get(site, [...at, 'agent'])));
  if (family === undefined) return site;
  const has = Object.keys(get(site, at) ?? {});
  const missing = family.oneOf.filter((names) => !names.some((name) => has.includes(name)));
  const complete = missing.reduce((to, [first = '']) => set(to, [...at, first], { secret: 'some/secret' }), site);
  const use = {
    device,
    ...(family.plug === 'none' ? {} : { plug: '9' }),
    ...(family.actions.includes('reboot') ? {} : { action: 'off' }),
  };
  const power = family.outlets ? [] : [{ method: 'power', feeds: feedsOf('1', '5') }];
  return set(complete, ['hosts', 'host1', 'fence'], [{ method: 'one', devices: [use] }, ...power]);
}

function withResource(site: JsonMap, type: string, name: string): JsonMap {
  const used = set(site, ['services', 'web', 'resources'], [`${type}/${name}`]);
  return withFileSystem(used, ['resources', type, name], type);
}

/** The agent needs a type of file system, which the schema leaves to each stack. */
function withFileSystem(site: JsonMap, at: SourcePath, type = get(site, [...at, 'type'])): JsonMap {
  const needs = ['fs', 'netfs'].includes(String(type)) && get(site, [...at, 'fstype']) === undefined;
  return needs ? set(site, [...at, 'fstype'], type === 'fs' ? 'ext4' : 'nfs') : site;
}

/** True if the site is refused because of something around the key, so that the key says nothing. */
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
    if (fresh.some(({ code }) => /^(schema|yaml|ref)\//.test(code))) return false;
    return fresh.length > 0 || (before.bundle !== null && after.bundle !== null && before.bundle !== after.bundle);
  });
}

/** True for a map of names, and for a key with one possible value, of which there is nothing to try. */
function isFixed({ values, path, site }: Key): boolean {
  const there = JSON.stringify(get(site, path));
  return values.every((value) => JSON.stringify(value) === there) || ['agent', 'type'].includes(String(path.at(-1)));
}

function exempt(path: SourcePath): string | undefined {
  const text = path.join('/');
  return Object.keys(WITHOUT_EFFECT).find((pattern) => new RegExp(`^${pattern.replaceAll('*', '[^/]+')}$`).test(text));
}

it('every key of the schema has an effect, a finding, or a reason to have none', () => {
  const site: unknown = parse(readFileSync('fixtures/pacemaker-pair/model/site.yaml', 'utf8'));
  if (!isMap(site)) throw new Error('the fixture is no map');
  const base = { ...site, profiles: { small: { cpus: 3 } }, groups: { web: { rng: true } } } as JsonMap;
  const keys = [...schemaKeys(base)].filter((key) => !isFixed(key));
  const silent = keys.filter((key) => exempt(key.path) === undefined && !hasEffect(key));
  expect(keys.length).toBeGreaterThan(1000);
  expect(silent.map(({ path }) => path.join('/'))).toEqual([]);
  const used = new Set(keys.map(({ path }) => exempt(path)));
  expect(Object.keys(WITHOUT_EFFECT).filter((pattern) => !used.has(pattern))).toEqual([]);
}, 600_000);
