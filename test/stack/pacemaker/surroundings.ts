/** Sites of this stack in which a key of the schema is used: what it needs elsewhere is added. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { SourcePath } from '../../../src/base/brand.ts';
import { isMap, mapOf, own, type JsonMap } from '../../../src/base/json.ts';
import { familyWith } from '../../../src/catalogue/fence.ts';
import { get, set, type Key } from './schema-keys.ts';

/** The fixture, with a profile and groups for VMs. */
export function baseSite(): JsonMap {
  const site: unknown = parse(readFileSync('fixtures/pacemaker-pair/model/site.yaml', 'utf8'));
  if (!isMap(site)) throw new Error('the fixture is no map');
  return {
    ...site,
    profiles: { small: { tablet: false } },
    groups: { web: { rng: true }, other: { rng: false } },
  };
}

/** What the key needs elsewhere in the site to be used. */
export function surroundings({ site, path }: Key): JsonMap {
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

const SBD_DISK = '/dev/disk/by-id/scsi-36001405b3f8f0d3e';

/** A host that is fenced by the device. */
function withUse(site: JsonMap, device: string): JsonMap {
  const at = ['fence_devices', device];
  const family = familyWith(String(get(site, [...at, 'agent'])));
  if (family === undefined) return site;
  const has = Object.keys(get(site, at) ?? {});
  const missing = family.oneOf.filter((names) => !names.some((name) => has.includes(name)));
  const own = String(get(site, [...at, 'agent'])) === 'fence_sbd' ? set(site, [...at, 'devices'], SBD_DISK) : site;
  const complete = missing.reduce((to, [first = '']) => set(to, [...at, first], { secret: 'some/secret' }), own);
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
  const shared = {
    fs: { data: { device: '/dev/disk/by-id/scsi-36001405b3f8f0d3d', mountpoint: '/srv/data', fstype: 'ext4' } },
  };
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
