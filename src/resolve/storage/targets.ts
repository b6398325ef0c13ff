/** Spec -> targets, their LUNs, and how each host reaches them. */
import { greatest } from '../../base/lists.ts';
import { as, type HostName, type SecretName, type SourcePath } from '../../base/brand.ts';
import { own } from '../../base/json.ts';
import { parseSize } from '../../base/units.ts';
import type * as Spec from '../../spec/spec.gen.ts';
import { DEFAULTS, ISCSI_PORT } from '../defaults.ts';
import type { Ledger } from '../ledger.ts';
import { type Table, byName, known, tableOf, type Entry } from '../tables.ts';
import type { Host } from '../../model/model.ts';
import type { Chap, ChapOfTarget, Lun, Portal, Target } from '../../model/shared-storage.ts';

/** Sorted by name. Reports `ref/unknown` for hosts, and for targets that a host names and that do not exist. */
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
    const logins = byName(value.chap, [...at, 'chap']);
    const cards = byName(value.iscsi_interfaces, [...at, 'iscsi_interfaces']);
    for (const { name, at: place } of [...logins, ...cards]) ledger.refer(name, place, table);
  }
  return targets;
}

function resolveTarget(entry: Entry<Spec.Target>, site: Spec.Site, hosts: Table<Host>, ledger: Ledger): Target {
  const { name, at, value } = entry;
  const members = membersOf(entry, hosts, ledger);
  const named = new Set<string>(members);
  const all = [...hosts.entries.values()].map((host) => host.name);
  const perHost = <T>(of: (host: string) => T | undefined) => mapOf(members, of);
  const interfaces = perHost((host) => cardsOf(host, entry, site));
  return {
    at,
    name,
    iqn: value.iqn,
    portals: value.portals.map(portalOf),
    hosts: all.filter((host) => named.has(host)),
    chap: perHost((host) => sessionChap(host, entry, site)),
    discoveryChap: perHost((host) => discoveryChap(host, entry, site)),
    interfaces,
    multipath:
      pathsOf(
        value,
        Object.values(interfaces).map(({ cards }) => cards),
        site,
      ) > 1,
    luns: byName(value.luns, [...at, 'luns']).map((lun) => resolveLun(lun, name)),
  };
}

/** Existing hosts that log in. */
function membersOf({ at, value }: Entry<Spec.Target>, hosts: Table<Host>, ledger: Ledger): readonly string[] {
  const names = value.hosts?.filter((host, index) => ledger.refer(host, [...at, 'hosts', index], hosts) !== undefined);
  ledger.complete(names ?? [], value.hosts ?? [], [...at, 'hosts']);
  // Which hosts log in, and how, is unknown then.
  if (ledger.isUnsound([...at, 'hosts'])) for (const part of ['chap', 'interfaces']) ledger.doubt([...at, part]);
  const all = [...hosts.entries.values()].map((host) => host.name);
  return names ?? ledger.derived(all, [...at, 'hosts'], 'all hosts log in unless said otherwise', [['hosts']]);
}

function mapOf<T>(hosts: readonly string[], of: (host: string) => T | undefined): { readonly [host: string]: T } {
  return Object.fromEntries(
    hosts.flatMap((host): readonly (readonly [string, T])[] => {
      const value = of(host);
      return value === undefined ? [] : [[as<HostName>(host), value]];
    }),
  );
}

/** The host's own cards, else the target's. */
function cardsOf(
  host: string,
  { name, at, value }: Entry<Spec.Target>,
  site: Spec.Site,
): Target['interfaces'][string] | undefined {
  const said = own(own(site.hosts, host)?.iscsi_interfaces, name);
  if (said !== undefined) return { at: ['hosts', host, 'iscsi_interfaces', name], cards: said };
  return value.interfaces && { at: [...at, 'interfaces'], cards: value.interfaces };
}

/** Most paths of a host to a LUN: portals, times network cards, times sessions. open-iscsi's README, "iface". */
function pathsOf({ portals }: Spec.Target, cards: readonly (readonly string[])[], { storage }: Spec.Site): number {
  const most = greatest(
    cards.map(({ length }) => length),
    1,
  );
  return portals.length * most * (storage?.iscsi?.sessions ?? DEFAULTS.iscsi.sessions.value);
}

function resolveLun({ name, at, value }: Entry<Spec.Lun>, target: string): Lun {
  return { at, name, target, number: value.number, size: known(parseSize(value.size)), wwid: value.wwid ?? null };
}

function portalOf(text: string): Portal {
  const [address = '', port] = text.split(':');
  return { address, port: port === undefined ? ISCSI_PORT : Number(port) };
}

/** The host's own login at the target, else the target's. */
function sessionChap(host: string, { name, at, value }: Entry<Spec.Target>, site: Spec.Site): Chap | undefined {
  const login = own(own(site.hosts, host)?.chap, name);
  return chapOf(login, ['hosts', host, 'chap', name]) ?? chapOf(value.chap, [...at, 'chap']);
}

/** The login of the host, else of the target; else as for a session. */
function discoveryChap(host: string, entry: Entry<Spec.Target>, site: Spec.Site): Chap | undefined {
  const { name, at, value } = entry;
  const login = own(own(site.hosts, host)?.chap, name);
  const said = login?.discovery;
  if (said !== undefined) return chapUnlessFalse(said, ['hosts', host, 'chap', name, 'discovery']);
  if (value.discovery_chap !== undefined) return chapUnlessFalse(value.discovery_chap, [...at, 'discovery_chap']);
  return sessionChap(host, entry, site);
}

/** `false` means no login. */
function chapUnlessFalse(written: Spec.Chap | false, at: SourcePath): Chap | undefined {
  return written === false ? undefined : chapOf(written, at);
}

function chapOf(chap: Spec.Chap | undefined, at: SourcePath): Chap | undefined {
  return chap && { at, ...peerOf(chap), mutual: chap.mutual === undefined ? null : peerOf(chap.mutual) };
}

function peerOf({ user, password }: Spec.ChapOfTarget): ChapOfTarget {
  return { user, password: { secret: as<SecretName>(password.secret) } };
}
