/** Whether the hosts can carry everything, with all of them and after each single loss. */
import { firstNames } from '../../base/names.ts';
import type { HostName } from '../../base/brand.ts';
import { distinctSizes } from '../../base/units.ts';
import { defineDiagnostic, keyAt, valueAt, type Codes, type Diagnostic, type Related } from '../../diag/diagnostic.ts';
import type { Model, Vm } from '../../model/model.ts';
import type { Policy, Service } from '../../model/service.ts';
import type { Load } from '../../placement/load.ts';
import type { Outcome, Placer, Workload } from '../../placement/placement.ts';
import { simulatorOf, singleLosses, type Step } from '../../placement/simulate.ts';
import { roomOf } from '../../resolve/facts.ts';

type Overload = {
  host: string;
  /** The lost host; null while all hosts are up. */
  lost: string | null;
  needBytes: number;
  freeBytes: number;
  missingBytes: number;
  vms: readonly string[];
};

function overloadText({ host, lost, needBytes, freeBytes, missingBytes, vms }: Overload): string {
  const [need, free] = distinctSizes(needBytes, freeBytes);
  const when = lost === null ? 'with all hosts up' : `after the loss of ${lost}`;
  const moved = lost === null ? '' : ` with ${listed(vms)} from there`;
  return `${when}, ${host} lacks ${gibibytes(missingBytes)} GiB: its VMs need ${need}${moved}, and it has ${free} for guests`;
}

const SHOWN = 4;

function listed(names: readonly string[]): string {
  if (names.length < 2 || names.length > SHOWN) return firstNames(names, SHOWN);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function cureOf({ vms }: Overload): string {
  return `lower the memory of ${vms[0] ?? 'its VMs'}, give it another host in run_on, or accept this with the reason`;
}

const LOOK = 'clusterc simulate --all shows each loss.';

export const afterLoss = defineDiagnostic<Overload>({
  code: 'capacity/after-loss',
  severity: 'error',
  acceptable: true,
  message: overloadText,
  help: cureOf,
  explain:
    'The cluster manager chooses a host by the failover domain and not by memory, so that VMs fail to start, or the host swaps and is fenced. ' +
    `1 GiB of each host is kept for the host itself: our choice. ${LOOK}`,
});

export const noPlacement = defineDiagnostic<Overload>({
  code: 'capacity/no-placement',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${overloadText(f)}; no better placement was found`,
  help: cureOf,
  explain:
    'Several hosts are equally good for these VMs, and the cluster manager takes any of them. Placing the largest ones first, on the first host ' +
    `with room, did not find a place for all. ${LOOK}`,
});

export const noHome = defineDiagnostic<{ name: string; lost: string; because: string }>({
  code: 'capacity/no-home',
  severity: 'warning',
  acceptable: true,
  message: (f) => `after the loss of ${f.lost}, ${f.name} starts nowhere: ${f.because}`,
  help: () => 'add a host that may run it, or accept it with the reason',
  explain: `A cluster takes over what runs on a failed host. Exclusive VMs and services, and those that they depend on, can leave no host for it. ${LOOK}`,
});

export const oneHost = defineDiagnostic<{ name: string; host: string }>({
  code: 'capacity/one-host',
  severity: 'note',
  acceptable: true,
  message: (f) => `${f.name} may run on ${f.host} only, and stops when that host fails`,
  help: () => 'add a second host to its run_on',
  explain: 'A failover domain of one host is no failover.',
});

function gibibytes(bytes: number): string {
  return String(Math.ceil((bytes / 1024 ** 3) * 10) / 10);
}

/** Is there an error that no site may accept? Then what the cluster runs is not certain, and may not be placed. */
export function hasFault(found: readonly Diagnostic[], codes: Codes): boolean {
  return found.some(({ code, severity }) => severity === 'error' && codes.get(code)?.acceptable !== true);
}

/** Findings of the stack's own placement. Skipped for sites in which no host can be overloaded. */
export function* capacityFindings(model: Model, placer: Placer, found: readonly Diagnostic[]): Generator<Diagnostic> {
  const hostsFor = hostsByPolicy(model);
  yield* confined(model, hostsFor);
  if (model.hosts.length < 2 || (isAmple(model, hostsFor) && !isEntangled(model))) return;
  const hosts = model.hosts.map(({ name }) => name);
  const { start, losses } = singleLosses(simulatorOf(model, placer), hosts);
  yield* overloads(start, losses, model);
  const isKnown = keysIn(found);
  const movable = [...model.vms, ...model.services].filter((one) => hostsFor(one).length > 1);
  yield* homeless(start, losses, movable, isKnown);
}

function* confined(model: Model, hostsFor: HostsFor): Generator<Diagnostic> {
  for (const one of [...model.vms, ...model.services]) {
    const [host, ...others] = hostsFor(one);
    if (host !== undefined && others.length === 0 && model.hosts.length > 1)
      yield oneHost(valueAt([...one.at, 'run_on']), { name: one.name, host });
  }
}

/** Hosts where the failover domain lets it run. */
type HostsFor = (policy: Policy) => readonly HostName[];

/** Goes through the failover domains once: a site may have as many as VMs. */
function hostsByPolicy({ failoverDomains, hosts }: Model): HostsFor {
  const all = hosts.map(({ name }) => name);
  const restricted = failoverDomains.filter((domain) => domain.restricted);
  const byDomain = new Map(restricted.map(({ name, members }) => [name, members.map(({ host }) => host)]));
  return ({ failoverDomain }) => (failoverDomain === null ? undefined : byDomain.get(failoverDomain)) ?? all;
}

/** Would each host have room for all VMs that may ever run on it? */
function isAmple(model: Model, hostsFor: HostsFor): boolean {
  const wanted = new Map<HostName, number>();
  for (const vm of model.vms.filter(({ autostart }) => autostart))
    for (const host of hostsFor(vm)) wanted.set(host, (wanted.get(host) ?? 0) + vm.memory);
  return model.hosts.every((host) => (wanted.get(host.name) ?? 0) <= roomOf(host, model));
}

/** Can one VM or service keep another from running? */
function isEntangled({ vms, services }: Model): boolean {
  return [...vms, ...services].some(({ exclusive, depend }) => exclusive || depend !== null);
}

type Found = { readonly load: Load; readonly step: Step };

/** The worst case of each host. */
function* overloads(start: Step, losses: readonly Step[], { hosts }: Model): Generator<Diagnostic> {
  for (const { name, at } of hosts) {
    const cases = [start, ...losses].flatMap((step) => overloadIn(step, name));
    const atStart = cases.find(({ step }) => step === start);
    const worst = atStart ?? cases.toSorted((a, b) => b.load.missing - a.load.missing)[0];
    if (worst !== undefined) yield overloadFinding(worst, worst === atStart, at);
  }
}

/** Without VMs that are too large for the host alone: they have a finding of their own. */
function overloadIn(step: Step, host: HostName): readonly Found[] {
  const load = step.loads.find((one) => one.host === host);
  if (load === undefined || load.missing === 0) return [];
  const workloads = load.workloads.filter(({ memory }) => memory <= load.room);
  const used = workloads.reduce((sum, { memory }) => sum + memory, 0);
  const missing = used - load.room;
  return missing <= 0 ? [] : [{ load: { ...load, workloads, used, missing }, step }];
}

function overloadFinding({ load, step }: Found, isStart: boolean, at: Workload['at']): Diagnostic {
  const { host, used, room, missing, workloads } = load;
  const vms = workloads.filter(({ memory }) => memory > 0);
  const moved = isStart ? vms : vms.filter(({ name }) => step.outcomes.get(name)?.move !== 'stay');
  const isFree = vms.some(({ name }) => (step.outcomes.get(name)?.choices.length ?? 0) > 1);
  const kind = isFree ? noPlacement : afterLoss;
  const lost = step.change.kind === 'fail' ? (step.change.hosts[0] ?? null) : null;
  const names = moved.toSorted((a, b) => b.memory - a.memory).map(({ at: [, name] }) => String(name));
  const facts = { host, lost, needBytes: used, freeBytes: room, missingBytes: missing, vms: names };
  return kind(valueAt([...at, 'memory']), facts, moved.slice(0, SHOWN).map(runsHere));
}

function runsHere({ at }: Workload): Related {
  return { at: keyAt(at), message: `${at[1]} runs there then` };
}

/** Keys of the site that have a finding. */
function keysIn(found: readonly Diagnostic[]): ReadonlySet<string> {
  return new Set(found.flatMap(({ at }) => (at.in === 'model' ? [at.path.join('/')] : [])));
}

/** VMs and services that ran before a loss and run nowhere after it, except exclusive ones that have a finding already. */
function* homeless(
  start: Step,
  losses: readonly Step[],
  movable: readonly (Vm | Service)[],
  isKnown: ReadonlySet<string>,
): Generator<Diagnostic> {
  for (const one of movable) {
    const name = one.at.join('/');
    if (isKnown.has(`${name}/exclusive`)) continue;
    const loss = losses.find((step) => step.votes.quorate && isGone(start.outcomes.get(name), step.outcomes.get(name)));
    const because = loss?.outcomes.get(name)?.because ?? '';
    const lost = loss?.change.kind === 'fail' ? loss.change.hosts.join(', ') : '';
    if (loss !== undefined) yield noHome(keyAt(one.at), { name: one.name, lost, because });
  }
}

function isGone(before: Outcome | undefined, after: Outcome | undefined): boolean {
  return before?.host != null && after?.host == null;
}
