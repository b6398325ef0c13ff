/** Facts found on hosts about a path of the site: value, time and command. Pure. */
import type { Json, SourcePath } from '../../base/brand.ts';
import { own } from '../../base/json.ts';
import { seen } from '../../resolve/facts.ts';
import type { HostFacts } from '../../model/host-facts.ts';
import type { Model } from '../../model/model.ts';
import { stackOf } from '../../stack/stacks.ts';
import { indented, writtenLines, type ValueOrigin } from '../value-origin.ts';

/** A fact and its place in the site. */
export type FoundFact = {
  readonly host: string;
  /** UTC, ISO 8601. */
  readonly collected: string;
  /** File or command of the host. */
  readonly with: string;
  readonly value: Json;
  readonly source: ValueOrigin;
};

type Key =
  | 'release'
  | 'memory'
  | 'cpus'
  | 'bridges'
  | 'disks'
  | 'packages'
  | 'agents'
  | 'fence_agents'
  | 'boot'
  | 'volume_groups'
  | 'time_offset'
  | 'resolves'
  | 'libvirt';

/** The commands that src/facts/questions.ts and templates/node/clusterc-look.sh run. */
const WITH: { readonly [K in Exclude<Key, 'agents'>]: string } = {
  release: '/etc/redhat-release, or /etc/os-release',
  memory: '/proc/meminfo, MemTotal',
  cpus: '/proc/cpuinfo',
  bridges: '/sys/class/net/*/bridge',
  disks: '/dev/disk/by-path, /sys/block/*/size, scsi_id -g -u',
  packages: 'rpm -q or dpkg-query -W, uname -r',
  fence_agents: '/sbin/fence_*, /usr/sbin/fence_*',
  boot: 'chkconfig --list, or systemctl list-unit-files',
  volume_groups: 'vgs -o vg_name,vg_lock_type,vg_systemid',
  time_offset: 'date -u +%s',
  resolves: 'getent ahosts',
  libvirt: 'virsh -r capabilities, virsh --version',
};

/** The fact for a key of a host. */
const ABOUT: { readonly [key: string]: Key } = {
  memory: 'memory',
  cpus: 'cpus',
  bridges: 'bridges',
  platform: 'release',
};

/** The facts about the value at a path, or the fact itself for a path below `facts`. */
export function factsAbout(
  [section, ...path]: SourcePath,
  model: Model | undefined,
  find: (path: SourcePath) => ValueOrigin,
  valueAt: (path: SourcePath) => Json | undefined,
): readonly FoundFact[] {
  if (model === undefined) return [];
  const places = [...placesOf(String(section), path.map(String), model)];
  return places.flatMap(({ facts, key, at }) => {
    const value = valueAt(at);
    if (value === undefined) return [];
    return [{ host: facts.host, collected: facts.collected, with: askedBy(key, model), value, source: find(at) }];
  });
}

type Place = { readonly facts: HostFacts; readonly key: Key; readonly at: SourcePath };

function* placesOf(section: string, path: readonly string[], model: Model): Generator<Place> {
  const [name = '', key = '', , lun = '', part = ''] = path;
  const facts = model.facts.find(({ host }) => host === name);
  if (section === 'facts' && facts !== undefined && isKey(key)) yield { facts, key, at: ['facts', ...path] };
  const about = own(ABOUT, key);
  if (section === 'hosts' && facts !== undefined && about !== undefined)
    yield { facts, key: about, at: [...facts.at, about] };
  if (section === 'cluster' && name === 'platform')
    for (const one of model.facts) yield { facts: one, key: 'release', at: [...one.at, 'release'] };
  if (section === 'storage' && name === 'targets' && (part === 'wwid' || part === 'size'))
    for (const { facts: one, link } of seenAs(key, lun, model))
      yield { facts: one, key: 'disks', at: [...one.at, 'disks', link, part] };
}

function seenAs(targetName: string, lunName: string, model: Model): ReturnType<typeof seen> {
  const target = model.targets.find(({ name }) => name === targetName);
  const lun = target?.luns.find(({ name }) => name === lunName);
  return target === undefined || lun === undefined ? [] : seen(lun, target, model);
}

function askedBy(key: Key, { cluster }: Model): string {
  return key === 'agents' ? stackOf(cluster.platform).agentsFrom : WITH[key];
}

function isKey(key: string): key is Key {
  return key === 'agents' || Object.hasOwn(WITH, key);
}

/** Lines for people. Omits the place of the fact at `path` itself, which has been shown. */
export function* factLines(found: readonly FoundFact[], path: string): Generator<string> {
  for (const { host, collected, with: how, value, source } of found) {
    yield `found on ${host} by ${collected} with ${how}`;
    if (source.path === path) continue;
    yield `  ${source.path} = ${JSON.stringify(value)}`;
    if (source.kind === 'written') yield* indented(indented(writtenLines(source.where)));
  }
}
