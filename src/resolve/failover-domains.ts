/** Spec -> failover domains: named ones, and one per distinct run_on list. */
import { exact } from '../base/lists.ts';
import type { HostName, SourcePath } from '../base/brand.ts';
import { sha256 } from '../base/json.ts';
import { defineDiagnostic, keyAt } from '../diag/diagnostic.ts';
import type * as Spec from '../spec/spec.gen.ts';
import { DEFAULTS } from './defaults.ts';
import type { Ledger, ReferenceFacts } from './ledger.ts';
import { type Table, byName, tableOf, type Entry } from './tables.ts';
import type { DomainMember, FailoverDomain, Placement } from '../model/service.ts';
import type { Host } from '../model/model.ts';
import type { SiteVersion } from './vm/identity.ts';

export const domainUndefined = defineDiagnostic<ReferenceFacts>({
  code: 'rm/domain-undefined',
  severity: 'error',
  message: (f) =>
    `failover domain "${f.name}" is not defined${f.suggestion === null ? '' : `; did you mean "${f.suggestion}"?`}`,
  help: (f) => (f.suggestion === null ? `define ${f.name} under failover_domains` : `write ${f.suggestion}`),
  explain: 'The cluster would run a service of an unknown domain on any node, and say so in its log only.',
});

export const domainTwice = defineDiagnostic<{ name: string }>({
  code: 'rm/domain-twice',
  severity: 'error',
  message: (f) => `${f.name} has both run_on and failover_domain`,
  help: () => 'remove one of the two',
  explain: 'run_on makes a failover domain of its own, and a service or VM has one domain.',
});

/** A service or a VM, with its placement. */
export type Placed = Entry<{ readonly run_on?: readonly string[]; readonly failover_domain?: string }>;

export type Placements = {
  /** Sorted by name. */
  readonly failoverDomains: readonly FailoverDomain[];
  /** The placement of the entity at a place of the site. */
  readonly placementOf: (at: SourcePath) => Placement;
};

/** Reports `ref/unknown` for hosts, `rm/domain-undefined`, `rm/domain-twice`. */
export function resolvePlacements(
  site: Spec.Site,
  placed: readonly Placed[],
  context: { readonly hosts: Table<Host>; readonly ledger: Ledger },
): Placements {
  const { hosts, ledger } = context;
  const named = byName(site.failover_domains, ['failover_domains']).map((entry) => namedDomain(entry, hosts, ledger));
  const table = tableOf<FailoverDomain>(
    'failover domain',
    named,
    ({ name }) => name,
    (name) => ['failover_domains', name],
  );
  const all = [...hosts.entries.values()].map(({ name }) => name);
  const chosen = placed.map((entry) => ({ at: entry.at, ...chooseFor(entry, { table, hosts, all, ledger }) }));
  const lists = chosen.flatMap(({ runOn, domain }) => (domain === null ? [runOn] : []));
  const names = namesOf(
    lists,
    named.map(({ name }) => name),
    site.version ?? 1,
  );
  const placements = new Map(
    chosen.map(({ at, runOn, domain }) => [
      at.join('/'),
      { runOn, failoverDomain: domain === NONE ? null : (domain ?? names.get(runOn.join(' ')) ?? '') },
    ]),
  );
  const derived = [...new Map(lists.map((list) => [list.join(' '), list]))].flatMap(([key, list]) => {
    const name = names.get(key);
    return name === undefined ? [] : [derivedDomain(name, list)];
  });
  return {
    failoverDomains: [...named, ...derived].sort((a, b) => (a.name < b.name ? -1 : 1)),
    placementOf: (at) => placements.get(at.join('/')) ?? { runOn: [], failoverDomain: '' },
  };
}

type DomainContext = {
  readonly table: Table<FailoverDomain>;
  readonly hosts: Table<Host>;
  readonly all: readonly HostName[];
  readonly ledger: Ledger;
};
/** `domain` is null if the list makes one. */
type Chosen = { readonly runOn: readonly HostName[]; readonly domain: string | typeof NONE | null };

/** No failover domain: it may run on any host. */
const NONE = Symbol('none');

function chooseFor({ name, at, value }: Placed, { table, hosts, all, ledger }: DomainContext): Chosen {
  const { run_on: list, failover_domain: domain } = value;
  if (list !== undefined && domain !== undefined)
    ledger.diagnostics.push(domainTwice(keyAt([...at, 'failover_domain']), { name }));
  if (domain === 'none' && !table.entries.has(domain)) return { runOn: all, domain: NONE };
  if (domain !== undefined) {
    const found = ledger.refer(domain, [...at, 'failover_domain'], table, domainUndefined);
    return { runOn: found === undefined ? [] : hostsOf(found, all), domain };
  }
  if (list === undefined)
    return { runOn: ledger.derived(all, [...at, 'run_on'], 'all hosts, by node_id', [['hosts']]), domain: null };
  const runOn = list.flatMap((host, index) => ledger.refer(host, [...at, 'run_on', index], hosts)?.name ?? []);
  return { runOn: exact(runOn), domain: null };
}

/** Best first; hosts of equal priority in written order. */
function hostsOf({ members, ordered, restricted }: FailoverDomain, all: readonly HostName[]): readonly HostName[] {
  const rank = ({ priority }: DomainMember) => (ordered ? (priority ?? 0) : 0);
  const listed = [...new Set(members.toSorted((a, b) => rank(a) - rank(b)).map(({ host }) => host))];
  return restricted ? listed : [...listed, ...all.filter((host) => !listed.includes(host))];
}

function namedDomain(
  { name, at, value }: Entry<Spec.FailoverDomain>,
  hosts: Table<Host>,
  ledger: Ledger,
): FailoverDomain {
  const { failover_domain: defaults } = DEFAULTS;
  const ordered = ledger.defaulted<boolean>(value.ordered, [...at, 'ordered'], defaults.ordered);
  const members = value.hosts.flatMap((member, index) => {
    const written = typeof member === 'string' ? { host: member } : member;
    const place = typeof member === 'string' ? [...at, 'hosts', index] : [...at, 'hosts', index, 'host'];
    const host = ledger.refer(written.host, place, hosts);
    const priority = written.priority ?? (ordered ? index + 1 : null);
    return host === undefined ? [] : [{ at: [...at, 'hosts', index], host: host.name, priority }];
  });
  return {
    at,
    name,
    ordered,
    restricted: ledger.defaulted<boolean>(value.restricted, [...at, 'restricted'], defaults.restricted),
    failback: ledger.defaulted<boolean>(value.failback, [...at, 'failback'], defaults.failback),
    members: ledger.complete(members, value.hosts, [...at, 'hosts']),
  };
}

/** Ordered, restricted, without failback: the defaults of named domains. */
function derivedDomain(name: string, list: readonly HostName[]): FailoverDomain {
  const members = list.map((host, index) => ({ at: [], host, priority: index + 1 }));
  return { at: null, name, ordered: true, restricted: true, failback: false, members };
}

/**
 * One failover domain per distinct list of hosts, named after the preferred host. Six digits of the list's digest are added: in
 * version 2 always, so that another VM renames none, and in version 1 if two lists prefer the same host, or the site has a
 * domain of that name. Names are compared without case.
 */
function namesOf(
  lists: readonly (readonly HostName[])[],
  taken: readonly string[],
  version: SiteVersion,
): ReadonlyMap<string, string> {
  const distinct = new Map(lists.filter(([first]) => first !== undefined).map((list) => [list.join(' '), list]));
  const firsts = [...distinct.values()].map(([first]) => first);
  const lower = new Set(taken.map((name) => name.toLowerCase()));
  const isAmbiguous = (host: HostName | undefined) =>
    version > 1 || firsts.filter((first) => first === host).length > 1 || lower.has(`prefer-${host}`);
  return new Map(
    [...distinct].map(([key, [first]]) => [
      key,
      `prefer-${first}${isAmbiguous(first) ? `-${sha256(key).slice(0, 6)}` : ''}`,
    ]),
  );
}
