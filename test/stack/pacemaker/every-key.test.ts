/**
 * No key of the site is dropped in silence on this stack: for every key of the schema, some value changes the bundle, or a finding
 * names it. keys.test.ts has the values of single keys that need care.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { as, type FileId, type Json, type SourcePath } from '../../../src/base/brand.ts';
import { isMap, mapOf, own, type JsonMap } from '../../../src/base/json.ts';
import { familyWith } from '../../../src/catalogue/fence.ts';
import { compile } from '../../../src/compile.ts';
import type { Diagnostic } from '../../../src/diag/diagnostic.ts';
import { inCi } from '../../support/effort.ts';
import { templates } from '../../support/fixtures.ts';
import { get, schemaKeys, set, type Key } from './schema-keys.ts';

/** Keys without an effect on what is built, by a pattern of the path, with the reason. */
const WITHOUT_EFFECT: { readonly [path: string]: string } = {
  'accept/0/because': 'it is in reports only',
  'facts/.*': 'what was found is no wish: checks and predictions read it, as far as they need it',
  'services/web/resources/0/name': 'an export is a label of the clients in it; every other type has its name in an id',
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

/** What the key needs elsewhere in the site to be used. */
function surroundings({ site, path }: Key): JsonMap {
  const [section, name = '', ...rest] = path;
  if (section === 'fence_devices' && name !== '') return withUse(site, String(name));
  if (section === 'resources' && rest.length > 0) return withResource(site, String(name), String(rest[0]));
  if (section === 'cluster' && name === 'quorum' && rest[0] === 'device')
    return set(site, ['cluster', 'quorum'], { device: get(site, ['cluster', 'quorum', 'device']) ?? {} });
  if (path.includes('feeds'))
    return set(site, ['hosts', 'host1', 'fence'], [{ method: 'power', feeds: feedsOf('1', '5') }]);
  if (section === 'vms' && rest[0] === 'disks' && rest.length > 2) return withDisk(site, String(rest[2]));
  if (section === 'vms' && rest[0] === 'boot') return set(site, ['vms', 'vm1', 'boot'], ['disk']);
  if (path.at(-1) === 'depend_mode') return set(site, [...path.slice(0, -1), 'depend'], 'vm/database');
  if (section === 'services' && path.includes('run_on')) return without(site, ['services', name, 'failover_domain']);
  if (path.includes('unfence') && rest.length > 1)
    return set(site, ['hosts', 'host1', 'unfence', 0], {
      ...UNFENCE,
      ...mapOf(get(site, path.slice(0, 4))),
      device: 'pdu',
    });
  if (section === 'services' && rest[0] === 'resources' && path.length > 3) return withOnly(site, path.slice(0, 4));
  return site;
}

const UNFENCE = { plug: '9' };

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
  const use =
    type === 'nfsexport' ? { type: 'shared', resource: `${type}/${name}`, resources: [CLIENT] } : `${type}/${name}`;
  const used = set(site, ['services', 'web', 'resources'], [use]);
  const at = ['resources', type, name];
  if (type !== 'nfsexport') return withFileSystem(used, at, type);
  return set(used, [...at, 'path'], get(used, [...at, 'path']) ?? '/srv/exported');
}

const CLIENT = { type: 'nfsclient', name: 'lan', target: '192.168.1.0/24', fsid: '7' };

/** A service with this resource only, and with a client below an export, which is nothing by itself. */
function withOnly(site: JsonMap, at: SourcePath): JsonMap {
  const resource = get(site, at);
  const shared = { fs: { data: { device: '/dev/sdb1', mountpoint: '/srv/data', fstype: 'ext4' } } };
  const alone = set({ ...site, resources: shared }, at.slice(0, -1), [resource ?? null]);
  if (get(alone, [...at, 'type']) !== 'nfsexport') return withFileSystem(alone, at);
  const path = get(alone, [...at, 'path']) ?? '/srv/exported';
  return set(set(alone, [...at, 'resources'], [CLIENT]), [...at, 'path'], path);
}

function without(site: JsonMap, path: SourcePath): JsonMap {
  const parent = path.slice(0, -1);
  const entries = Object.entries(get(site, parent) ?? {}).filter(([key]) => key !== path.at(-1));
  return set(site, parent, Object.fromEntries(entries));
}

const DISKS: { readonly [key: string]: JsonMap } = {
  file: { file: '/srv/vm1.img', on_every_host: true },
  format: { file: '/srv/vm1.img', on_every_host: true },
  on_every_host: { file: '/srv/vm1.img', on_every_host: true },
  cdrom: { cdrom: 'empty', bus: 'sata' },
};

/** A VM with a disk of the kind that has the key. */
function withDisk(site: JsonMap, key: string): JsonMap {
  const disk = own(DISKS, key);
  return disk === undefined ? site : set(site, ['vms', 'vm1', 'disks', 0], disk);
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

function exempt(path: SourcePath): string | undefined {
  const text = path.join('/');
  return Object.keys(WITHOUT_EFFECT).find((pattern) => new RegExp(`^${pattern}$`).test(text));
}

it('every key of the schema has an effect, a finding, or a reason to have none', () => {
  const site: unknown = parse(readFileSync('fixtures/pacemaker-pair/model/site.yaml', 'utf8'));
  if (!isMap(site)) throw new Error('the fixture is no map');
  const base = {
    ...site,
    profiles: { small: { tablet: false } },
    groups: { web: { rng: true }, other: { rng: false } },
  } as JsonMap;
  const all = [...schemaKeys(base)].filter((key) => !isFixed(key));
  const keys = all.filter((_key, index) => index % inCi(1, 5) === 0);
  const silent = keys.filter((key) => exempt(key.path) === undefined && !hasEffect(key));
  expect(all.length).toBeGreaterThan(1000);
  expect(silent.map(({ path }) => path.join('/'))).toEqual([]);
  const used = new Set(all.map(({ path }) => exempt(path)));
  expect(Object.keys(WITHOUT_EFFECT).filter((pattern) => !used.has(pattern))).toEqual([]);
});
