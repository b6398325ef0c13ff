/** Hosts that leave by a plan: what is done for it, and what it does to what runs. */
import type { HostName } from '../../base/brand.ts';
import type { XmlElement } from '../../base/xml.ts';
import type { Action } from '../../bundle/action.ts';
import type { Bundle, BundleNode } from '../../bundle/bundle.ts';
import type { Effect } from '../../impact/impact.ts';
import { stackOfBundle } from '../../stack/stacks.ts';
import type { ClusterView } from '../../status/reader.ts';

type Around = {
  readonly bundle: Bundle;
  readonly view: ClusterView | null;
  readonly live: XmlElement | undefined;
  readonly member: HostName | null;
};

type Departures = {
  readonly nodes: readonly BundleNode[];
  readonly actions: readonly Action[];
  readonly effects: readonly Effect[];
};

/** What has to be done so that these hosts leave, and what it does to what runs. */
export async function departuresOf(
  hosts: readonly HostName[],
  { bundle, view, live, member }: Around,
): Promise<Departures> {
  const nodes = bundle.nodes.filter(({ host }) => hosts.includes(host));
  const { leaving } = await stackOfBundle(bundle).operations();
  if (nodes.length === 0 || leaving === undefined || live === undefined) return { nodes, actions: [], effects: [] };
  const runs = (host: HostName) =>
    view?.services?.flatMap(({ name, owner, up }) => (up && owner === host ? [name] : [])) ?? [];
  const around = { all: bundle.nodes, live, member, runs };
  return { nodes, actions: leaving.actions(nodes, around), effects: [leaving.effect(nodes, around)] };
}
