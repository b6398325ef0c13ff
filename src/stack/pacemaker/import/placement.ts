/** Locations -> `run_on` or a failover domain; the inverse of emit/policy.ts. */
import type { JsonMap } from '../../../base/json.ts';
import { as, type HostName, type Json } from '../../../base/brand.ts';
import type { Location } from '../cib/constraints.ts';
import { isOfOperator } from '../cib/owned.ts';
import { scoresOf } from '../emit/policy.ts';
import { constraintInWords, noteAt, noteConstraint, type CibReading } from './reading.ts';

/** Failover domains by name, collected while services and VMs are read. */
export type Domains = Map<string, JsonMap>;

type Scores = ReadonlyMap<string, { readonly score: string; readonly location: Location }>;

/** Something that is placed. `ids`: its own and that of its group. */
export type Subject = { readonly name: string; readonly ids: readonly string[]; readonly staysPut: boolean };

/** `run_on`, `failover_domain`, or `failover_domain: none` for what may run anywhere. */
export function placementOf(subject: Subject, domains: Domains, reading: CibReading): JsonMap {
  const scores = scoresFor(subject, reading);
  const hosts = [...reading.hosts.values()];
  const domain = domainOf(scores, hosts, subject.staysPut);
  if (domain === undefined) return { failover_domain: 'none' };
  noteScores(domain, scores, reading);
  const { members, ordered, restricted, failback } = domain;
  const single = new Set(members.map(({ priority }) => priority)).size === members.length;
  if (ordered && restricted && !failback && single) return { run_on: members.map(({ host }) => host) };
  const keys: JsonMap = {
    hosts: single || !ordered ? members.map(({ host }) => host) : members.map((one): Json => ({ ...one })),
    ...(ordered ? {} : { ordered }),
    ...(restricted ? {} : { restricted }),
    ...(failback ? { failback } : {}),
  };
  return { failover_domain: nameFor(subject.name, keys, domains) };
}

/** The name of an equal domain, or a new one after the first user. */
function nameFor(user: string, keys: JsonMap, domains: Domains): string {
  const text = JSON.stringify(keys);
  const equal = [...domains].find(([, one]) => JSON.stringify(one) === text)?.[0];
  if (equal !== undefined) return equal;
  const base = `${user}-hosts`;
  const name = domains.has(base) ? `${base}-${domains.size + 1}` : base;
  domains.set(name, keys);
  return name;
}

function scoresFor({ ids }: Subject, reading: CibReading): Scores {
  const scores = new Map<string, { readonly score: string; readonly location: Location }>();
  for (const one of reading.cib.constraints) {
    if (one.kind !== 'location' || !ids.includes(one.resource) || isOfOperator(one.id)) continue;
    const host = reading.hosts.get(one.node);
    if (host === undefined) noteConstraint(reading, one, 'the cluster has no such node');
    else if (one.more.some(([name]) => name !== 'resource-discovery'))
      noteConstraint(reading, one, `${one.more.map((pair) => pair.join('=')).join(' ')} is not modelled`);
    else if (!/^([0-9]+|INFINITY|-INFINITY)$/.test(one.score))
      noteConstraint(reading, one, 'a site has no score below zero but a ban');
    else {
      scores.set(host, { score: one.score, location: one });
      for (const [name, value] of one.more)
        noteAt(
          reading,
          one.line,
          'lost',
          `${constraintInWords(one)}: ${name}="${value}" is not modelled; left out, and the score stays`,
        );
      reading.done.add(one);
    }
  }
  return scores;
}

type Member = { readonly host: string; readonly priority: number };
type Domain = {
  readonly members: readonly Member[];
  readonly ordered: boolean;
  readonly restricted: boolean;
  readonly failback: boolean;
};

/** Undefined: it may run anywhere, and nothing is preferred. */
function domainOf(scores: Scores, hosts: readonly string[], staysPut: boolean): Domain | undefined {
  const valueOf = (host: string) => numberOf(scores.get(host)?.score);
  const banned = hosts.filter((host) => valueOf(host) === Number.NEGATIVE_INFINITY);
  const scored = hosts.filter((host) => valueOf(host) > 0);
  const open = hosts.filter((host) => !banned.includes(host) && !scored.includes(host));
  if (banned.length === 0 && scored.length === 0) return undefined;
  const restricted = banned.length > 0 || open.length === 0;
  const isEven = banned.length === 0 && scored.every((host) => valueOf(host) === EVEN);
  if (scored.length === 0)
    return { members: open.map((host) => ({ host, priority: 1 })), ordered: false, restricted, failback: false };
  if (isEven)
    return {
      members: scored.map((host) => ({ host, priority: 1 })),
      ordered: false,
      restricted: false,
      failback: false,
    };
  const members = restricted ? [...scored, ...open] : scored;
  const ranks = [...new Set(members.map(valueOf))].toSorted((a, b) => b - a);
  const ranked = members.map((host) => ({ host, priority: ranks.indexOf(valueOf(host)) + 1 }));
  return {
    members: ranked.toSorted((a, b) => a.priority - b.priority),
    ordered: true,
    restricted,
    failback: !staysPut,
  };
}

/** The score of all hosts of a domain without order. emit/policy.ts. */
const EVEN = 100;

function numberOf(score: string | undefined): number {
  if (score === '-INFINITY') return Number.NEGATIVE_INFINITY;
  return score === 'INFINITY' ? Number.POSITIVE_INFINITY : Number(score ?? 0);
}

/** Only the order of scores counts, and their difference to the stickiness; measured. */
function noteScores(domain: Domain, scores: Scores, reading: CibReading): void {
  const members = domain.members.map(({ host, priority }) => ({ at: [], host: as<HostName>(host), priority }));
  const written = scoresOf({ at: null, name: '', ...domain, members });
  for (const [host, { score, location }] of scores) {
    const after = written.get(as<HostName>(host)) ?? (domain.restricted ? '-INFINITY' : 0);
    if (String(after) === score || (after === 0 && score === '0')) continue;
    noteAt(
      reading,
      location.line,
      'changed',
      `${constraintInWords(location)} is written as ${after}: the order of the hosts is the same`,
    );
  }
}
