/** Hosts that leave by a plan, for good or for a restart: what is done for it, and what it does to what runs. */
import type { ActionId, HostName } from '../../base/brand.ts';
import type { XmlElement } from '../../base/xml.ts';
import type { Action } from '../../bundle/action.ts';
import type { Bundle, BundleNode } from '../../bundle/bundle.ts';
import type { Change } from '../../deploy/plan/changes.ts';
import { leaveCluster } from '../../deploy/plan/push-findings.ts';
import type { Turn } from '../../deploy/plan/plan.ts';
import type { Effect } from '../../impact/impact.ts';
import { stackOfBundle } from '../../stack/stacks.ts';
import type { ClusterView } from '../../status/reader.ts';

type Around = {
  readonly bundle: Bundle;
  readonly view: ClusterView | null;
  readonly live: XmlElement | undefined;
  readonly members: readonly HostName[];
};

/** Hosts that leave for good, or to come back with other files: what is done, and what it does to what runs. */
type Departures = {
  readonly leaving: readonly BundleNode[];
  readonly actions: readonly Action[];
  readonly turns: readonly Turn[];
  /** Actions of the bundle that the plan does without. */
  readonly without: readonly ActionId[];
  readonly effects: readonly Effect[];
};

type Asked = {
  readonly leaving?: readonly HostName[];
  readonly allowed: ReadonlySet<string>;
  readonly activates: boolean;
};

/** `allowed`: codes; daemons are restarted where that is allowed. */
export async function departuresOf(
  { leaving: hosts = [], allowed, activates }: Asked,
  changes: readonly Change[],
  { bundle, view, live, members }: Around,
): Promise<Departures> {
  const nodes = bundle.nodes.filter(({ host }) => hosts.includes(host));
  const { leaving, restarting } = await stackOfBundle(bundle).operations();
  if (live === undefined || !activates) return { ...STAY, leaving: nodes };
  const runs = (host: HostName) =>
    view?.services?.flatMap(({ name, owner, up }) => (up && owner === host ? [name] : [])) ?? [];
  const around = { changes, actions: bundle.actions, all: bundle.nodes, live, member: members[0] ?? null, runs };
  if (nodes.length > 0 && leaving !== undefined)
    return {
      leaving: nodes,
      turns: [],
      without: [],
      actions: leaving.actions(nodes, around),
      effects: [leaving.effect(nodes, around)],
    };
  if (restarting === undefined || !allowed.has(leaveCluster.code) || !restarting.isNeeded(changes)) return STAY;
  const all = bundle.nodes.filter(({ host }) => members.includes(host));
  return {
    ...STAY,
    turns: restarting.turns(all, around),
    without: restarting.without(changes),
    effects: [restarting.effect(all, around)],
  };
}

const STAY: Departures = { leaving: [], actions: [], turns: [], without: [], effects: [] };
