/** The end of a push: waits until the cluster runs what was pushed, and reports what it does not run. Read-only. */
import { as, type HostName, type Millis } from '../../base/brand.ts';
import type { Probe } from '../../bundle/action.ts';
import { read, runAll } from '../node/commands.ts';
import { holds } from '../node/probes.ts';
import type { Printed } from '../node/printed.ts';
import type { Takeover } from '../plan/plan.ts';
import { aboutService } from '../plan/service-actions.ts';
import type { ServiceState } from './outcome.ts';
import { nodeOf, type PushInput } from './step.ts';

/** `failed`: the cluster has given it up; `late`: not started in time; `known`: not forgotten in time. */
export type NotTakenOver = { readonly service: string; readonly is: 'failed' | 'late' | 'known' };

/**
 * Why the wait was over: its limit (`time`), a cluster with nothing left to do (`rest`), an interruption of the push, or no answer to
 * the wait or to what came of it.
 */
export type WaitEnded = 'time' | 'rest' | 'interrupted' | 'unanswered';

/** What the cluster does not run when the wait is over. */
export type Settled = { readonly missing: readonly NotTakenOver[]; readonly ended: WaitEnded };

const PAUSE = as<Millis>(1000);

/** `missing`: empty if everything is as it should be. */
export async function takeOver(input: PushInput, takeover: Takeover): Promise<Settled> {
  const { clock, interrupted } = input.ports;
  if (input.work.document !== null) return atRest(input, takeover);
  const until = clock.now().getTime() + takeover.within;
  let left = everything(takeover);
  const failed = new Map<string, NotTakenOver>();
  for (;;) {
    const printed = await clusterSays(input, takeover.nodes);
    if (printed !== undefined) left = left.filter((one) => !isDone(one, printed, input, failed));
    const done = left.every(({ service }) => failed.has(service));
    if (done || interrupted() || clock.now().getTime() >= until) {
      const missing = left.map((one) => failed.get(one.service) ?? one);
      return { missing, ended: done ? 'rest' : interrupted() ? 'interrupted' : 'time' };
    }
    await clock.sleep(PAUSE);
  }
}

/** Of a cluster that keeps its configuration as a document: once it is at rest, it is asked what it runs. */
async function atRest({ bundle, ports, work, services }: PushInput, takeover: Takeover): Promise<Settled> {
  const { kept } = ports.profile;
  const [host] = takeover.nodes;
  if (kept === undefined || host === undefined || services === undefined) return { missing: [], ended: 'rest' };
  const argv = [...kept.settle, String(Math.ceil(takeover.within / 1000))];
  const longest = as<Millis>(takeover.within + PAUSE);
  const until = ports.clock.now().getTime() + takeover.within;
  const { exitCode } = await runAll({ node: nodeOf(bundle, host), ports, late: work.late }, [{ argv }], longest);
  const isOver = ports.clock.now().getTime() >= until;
  const running = await services();
  const early = ports.interrupted() ? 'interrupted' : 'unanswered';
  const ended = exitCode === 0 ? 'rest' : isOver ? 'time' : early;
  return { missing: missingOf(takeover, running ?? []), ended: running === null ? early : ended };
}

function missingOf(takeover: Takeover, running: readonly ServiceState[]): readonly NotTakenOver[] {
  const now = new Map(running.map((one) => [one.name, one]));
  return everything(takeover).flatMap(({ service, is }): readonly NotTakenOver[] => {
    const found = now.get(service);
    if (is === 'known') return found === undefined ? [] : [{ service, is }];
    if (found?.up === true) return [];
    return [{ service, is: found?.state === 'failed' ? 'failed' : 'late' }];
  });
}

function everything({ started, gone }: Takeover): readonly NotTakenOver[] {
  return [
    ...started.map((service) => ({ service, is: 'late' }) as const),
    ...gone.map((service) => ({ service, is: 'known' }) as const),
  ];
}

type Said = Printed & { readonly exit: number | null };

/** The answer of the first node that replies; all questions about services are one command. */
async function clusterSays({ bundle, ports }: PushInput, nodes: readonly HostName[]): Promise<Said | undefined> {
  if (bundle.serviceActions === null) return undefined;
  for (const host of nodes) {
    const { ran, printed } = await read({ node: nodeOf(bundle, host), ports }, bundle.serviceActions.known);
    if (ran.exitCode === 0 && printed.xml !== undefined) return printed;
  }
  return undefined;
}

/** Records services that the cluster has given up. The cluster or an operator may still start them while others are awaited. */
function isDone(
  { service, is }: NotTakenOver,
  printed: Said,
  { bundle, work }: PushInput,
  failed: Map<string, NotTakenOver>,
): boolean {
  if (bundle.serviceActions === null) return true;
  const { known, started, failed: given } = bundle.serviceActions;
  const says = (probe: Probe) => holds(aboutService(probe, service), printed, work.late);
  if (is === 'known') return !says(known);
  failed.delete(service);
  if (given.some(says)) failed.set(service, { service, is: 'failed' });
  return says(started);
}
