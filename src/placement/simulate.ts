/** Plays changes one after the other: who is in the cluster, its quorum, and where everything runs. Pure. */
import type { HostName } from '../base/brand.ts';
import type { Model } from '../model/model.ts';
import { roomOf } from '../resolve/facts.ts';
import { loadsOf, type Load } from './load.ts';
import { workloadsOf, type Change, type Outcome, type Placer, type Running, type Workload } from './placement.ts';
import { votesOf, type Votes } from './quorum.ts';

export type Step = {
  readonly change: Change;
  readonly members: readonly HostName[];
  readonly votes: Votes;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** One for each host in the cluster. */
  readonly loads: readonly Load[];
  readonly running: Running;
};

export type Simulator = {
  readonly workloads: readonly Workload[];
  /** A cold start of these hosts. */
  start(hosts: readonly HostName[]): Step;
  next(before: Step, change: Change): Step;
};

export function simulatorOf(model: Model, placer: Placer): Simulator {
  const workloads = workloadsOf(model);
  const room = new Map(model.hosts.map((host) => [host.name, roomOf(host, model)]));
  const play = (change: Change, before: Pick<Step, 'members' | 'running'>): Step => {
    const members = membersAfter(before.members, change, model);
    const votes = votesOf(members, model);
    const { quorate } = votes;
    const situation = { change, before: before.members, members, quorate, running: before.running, room };
    const { outcomes, running } = placer.settle(situation);
    const loads = loadsOf(members, workloads, { outcomes, room });
    return { change, members, votes, outcomes, loads, running };
  };
  return {
    workloads,
    start: (hosts) => play({ kind: 'start', hosts }, { members: [], running: new Map() }),
    next: (before, change) => play(change, before),
  };
}

/** By node_id, as in the model. */
function membersAfter(before: readonly HostName[], change: Change, { hosts }: Pick<Model, 'hosts'>) {
  if (change.kind === 'crash') return before;
  const isUp = change.kind === 'start' || change.kind === 'return';
  return hosts.map(({ name }) => name).filter((name) => (change.hosts.includes(name) ? isUp : before.includes(name)));
}

/** A cold start, and then the changes. Hosts that return without having left are missing at the start. */
export function simulate(
  simulator: Simulator,
  hosts: readonly HostName[],
  changes: readonly Change[],
): readonly Step[] {
  const missing = absentAtStart(changes);
  let step = simulator.start(hosts.filter((name) => !missing.has(name)));
  const steps = [step];
  for (const change of changes) {
    step = simulator.next(step, change);
    steps.push(step);
  }
  return steps;
}

function absentAtStart(changes: readonly Change[]): ReadonlySet<HostName> {
  const seen = new Set<HostName>();
  const absent = new Set<HostName>();
  for (const change of changes)
    for (const host of change.kind === 'crash' ? [] : change.hosts) {
      if (change.kind === 'return' && !seen.has(host)) absent.add(host);
      seen.add(host);
    }
  return absent;
}

/** What each single loss does to the cluster after a cold start. */
export function singleLosses(
  simulator: Simulator,
  hosts: readonly HostName[],
): { readonly start: Step; readonly losses: readonly Step[] } {
  const start = simulator.start(hosts);
  return { start, losses: hosts.map((host) => afterLossOf(host, start, simulator)) };
}

/** The step in which one host fails. */
export function afterLossOf(host: HostName, before: Step, simulator: Simulator): Step {
  return simulator.next(before, { kind: 'fail', hosts: [host] });
}
