/** Spec -> targets, LUNs, volume groups, volumes. */
import { as, type HostName, type SecretName, type SourcePath } from '../base/brand.ts';
import { own } from '../base/json.ts';
import { parseSize } from '../base/units.ts';
import type * as Spec from '../spec/spec.gen.ts';
import { DEFAULTS, ISCSI_PORT } from './defaults.ts';
import type { Ledger, Table } from './ledger.ts';
import type { Chap, Host, Lun, Portal, Target, Volume, VolumeGroup } from './model.ts';
import { byName, known, tableOf, type Entry } from './tables.ts';

/** Sorted by name. Reports `ref/unknown` for hosts, and for CHAP logins at targets that do not exist. */
export function resolveTargets(site: Spec.Site, hosts: Table<Host>, ledger: Ledger): readonly Target[] {
  const targets = byName(site.storage?.targets, ['storage', 'targets']).map((entry) =>
    resolveTarget(entry, site, hosts, ledger),
  );
  const table = tableOf(
    'target',
    targets,
    ({ name }) => name,
    (name) => ['storage', 'targets', name],
  );
  for (const { at, value } of byName(site.hosts, ['hosts'])) {
    for (const { name, at: place } of byName(value.chap, [...at, 'chap'])) ledger.refer(name, place, table);
  }
  return targets;
}

function resolveTarget(
  { name, at, value }: Entry<Spec.Target>,
  site: Spec.Site,
  hosts: Table<Host>,
  ledger: Ledger,
): Target {
  const names = value.hosts?.filter((host, index) => ledger.refer(host, [...at, 'hosts', index], hosts) !== undefined);
  ledger.complete(names ?? [], value.hosts ?? [], [...at, 'hosts']);
  if (ledger.isUnsound([...at, 'hosts'])) ledger.doubt([...at, 'chap']); // who logs in is not known
  const all = [...hosts.entries.values()].map((host) => host.name);
  const members = names ?? ledger.derived(all, [...at, 'hosts'], 'all hosts log in unless said otherwise', [['hosts']]);
  return {
    at,
    name,
    iqn: value.iqn,
    portals: value.portals.map(portalOf),
    hosts: all.filter((host) => members.includes(host)),
    chap: Object.fromEntries(members.flatMap((host) => chapOf(host, name, value, site))),
    luns: byName(value.luns, [...at, 'luns']).map((lun) => ({
      at: lun.at,
      name: lun.name,
      target: name,
      number: lun.value.number,
      size: known(parseSize(lun.value.size)),
    })),
  };
}

function portalOf(text: string): Portal {
  const [address = '', port] = text.split(':');
  return { address, port: port === undefined ? ISCSI_PORT : Number(port) };
}

/** The host's own login at the target, else the target's. */
function chapOf(
  host: string,
  target: string,
  value: Spec.Target,
  site: Spec.Site,
): readonly (readonly [string, Chap])[] {
  const chap = own(own(site.hosts, host)?.chap, target) ?? value.chap;
  if (chap === undefined) return [];
  return [[as<HostName>(host), { user: chap.user, password: { secret: as<SecretName>(chap.password.secret) } }]];
}

/** Sorted by name. Reports `ref/unknown` for LUNs. */
export function resolveVolumeGroups(
  site: Spec.Site,
  targets: readonly Target[],
  ledger: Ledger,
): readonly VolumeGroup[] {
  const luns = lunTable(targets);
  return byName(site.storage?.volume_groups, ['storage', 'volume_groups']).map(({ name, at, value }) => ({
    at,
    name,
    clustered: ledger.defaulted<boolean>(value.clustered, [...at, 'clustered'], DEFAULTS.volume_group.clustered),
    on: ledger.complete(
      value.on.flatMap((reference, index) => ledger.refer(reference, [...at, 'on', index], luns) ?? []),
      value.on,
      [...at, 'on'],
    ),
    volumes: byName(value.volumes, [...at, 'volumes']).map((volume) => resolveVolume(volume, name)),
  }));
}

/** All LUNs by `<target>/<lun>`. */
export function lunTable(targets: readonly Target[]): Table<Lun> {
  const luns = targets.flatMap((target) => target.luns);
  return tableOf(
    'LUN',
    luns,
    ({ target, name }) => `${target}/${name}`,
    (path) => within('targets', 'luns', path),
  );
}

function resolveVolume({ name, at, value }: Entry<Spec.Volume>, group: string): Volume {
  return { at, name, group, size: known(parseSize(typeof value === 'string' ? value : value.size)) };
}

/** All volumes by `<volume group>/<volume>`. */
export function volumeTable(groups: readonly VolumeGroup[]): Table<Volume> {
  const volumes = groups.flatMap((group) => group.volumes);
  return tableOf(
    'volume',
    volumes,
    ({ group, name }) => `${group}/${name}`,
    (path) => within('volume_groups', 'volumes', path),
  );
}

/** Where the site defines `<outer>/<inner>`: `storage.<section>.<outer>.<list>.<inner>`. */
function within(section: string, list: string, path: string): SourcePath {
  const [outer = '', inner = ''] = path.split('/');
  return ['storage', section, outer, list, inner];
}
