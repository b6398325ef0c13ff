/** What a push waits for at its end: services that the cluster must start, and services that it must forget. Pure. */
import type { HostName } from '../../base/brand.ts';
import type { DocumentChange } from './document.ts';
import type { Needed, Situation, Takeover } from './plan.ts';

type Given = {
  readonly members: readonly HostName[];
  readonly actions: readonly Needed[];
  readonly rises: boolean;
};

/** Null if the cluster has nothing to do. A push need not start a service that did not run before. */
export function takeoverOf(
  { bundle, services, idle = [], document = null }: Situation,
  { members, actions, rises }: Given,
): Takeover | null {
  if (bundle.serviceActions === null) return document === null ? null : ofDocument(document, members);
  const { join, startTime } = bundle.serviceActions;
  const last = actions.find(({ action }) => action.id === join.at(-1));
  const restarts = actions.some(({ action }) => action.disruption === 'restart-vm');
  const nodes = [...new Set([...members, ...(last?.nodes ?? [])])];
  if (nodes.length === 0 || (last === undefined && !restarts && !(rises && members.length > 0))) return null;
  const down = new Set(idle.map(({ name }) => name));
  const up = new Set((services ?? []).map(({ name }) => name));
  const started = bundle.services.filter(({ name, autostart }) => up.has(name) || (autostart && !down.has(name)));
  const known = new Set(bundle.services.map(({ name }) => name));
  const gone = rises ? [...up, ...down].filter((name) => !known.has(name)) : [];
  return { nodes, started: started.map(({ name }) => name), gone, within: startTime.millis };
}

function ofDocument({ started, gone, within }: DocumentChange, nodes: readonly HostName[]): Takeover {
  return { nodes, started, gone, within };
}
