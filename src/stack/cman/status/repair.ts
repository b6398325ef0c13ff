/**
 * The first thing to do about a cluster that is in parts: one version for all, then those that are not taken in join again, then daemons
 * that are down. Measured on cman 3.2: a suspended member reads a newer file within a second, a node with an older one cannot join.
 */
import { grouped } from '../../../base/grouped.ts';
import { greatest } from '../../../base/lists.ts';
import type { ActionId, HostName } from '../../../base/brand.ts';
import type { Bundle } from '../../../bundle/bundle.ts';
import { wordOnNode } from '../../../deploy/node/words.ts';
import { placesByRename } from '../../../deploy/plan/version.ts';
import type { Repair } from '../../../status/reader.ts';
import { valueOf } from '../../../status/reply.ts';
import { hasRgmanager } from './clustat.ts';
import { isSuspended } from './cman-tool.ts';
import { isFencing } from './fence-domain.ts';
import { isInCluster, isSound, reachedOf, saidBy, type CmanNodeSaid, type CmanReached } from './said.ts';
import { reporterOf } from './view.ts';

/** Null if nothing is known to be wrong with the nodes that answered. */
export function repair(nodes: readonly CmanNodeSaid[], bundle: Bundle): Repair | null {
  const asked = reachedOf(nodes).filter(({ said }) => said !== null);
  const outside = outsidersOf(asked, nodes);
  // Two parts that both work would each take the push for theirs.
  const split = outside.find(isSound);
  if (split !== undefined) return rejoin([split], bundle);
  const refused = [...outside, ...asked.filter(isRefused)].slice(0, 1);
  return (
    fencing(asked) ??
    oneVersion(asked, outside, bundle) ??
    (refused.length > 0 ? rejoin(refused, bundle) : down(asked, bundle))
  );
}

/** Nodes whose cman runs, and that are no members for the node whose view is used. */
function outsidersOf(asked: readonly CmanReached[], nodes: readonly CmanNodeSaid[]): readonly CmanReached[] {
  const reporter = reporterOf(nodes);
  const seen = reporter === undefined ? undefined : valueOf(saidBy(reporter).nodes);
  if (reporter === undefined || seen === undefined) return [];
  const members = new Set(seen.filter(({ status }) => status === 'M').map(({ id }) => id));
  return asked.filter((node) => isInCluster(node) && !members.has(node.nodeId));
}

/** Still suspended, although its file is that of the others. */
function isRefused(node: CmanReached): boolean {
  const said = valueOf(saidBy(node).cman);
  return said !== undefined && isSuspended(said);
}

function fencing(asked: readonly CmanReached[]): Repair | null {
  // Without quorum nothing is fenced: then other nodes have to join first.
  const node = asked.filter(isSound).find((one) => {
    const domain = valueOf(saidBy(one).fence);
    return domain !== undefined && isFencing(domain);
  });
  if (node === undefined) return null;
  const until = `wait until it is fenced; if that fails, look for "fence" in /var/log/messages on ${node.host}`;
  return { do: 'wait', because: `a node is to be fenced, says ${node.host}`, until };
}

/** Files and running versions have to be one; a push gives all nodes a higher one. */
function oneVersion(asked: readonly CmanReached[], outside: readonly CmanReached[], bundle: Bundle): Repair | null {
  const versions = asked.flatMap((node) => {
    const { host, configVersion, installed } = node;
    const { file, running } = configVersion;
    // A node that no push has been to has none yet. An announcement does not reach those outside.
    const isNew = file === null && running === null && installed === null;
    const runs = running === null || outside.includes(node) ? [] : [running];
    return [...(isNew ? [] : [file ?? 0]), ...runs].map((version) => ({ host, version }));
  });
  const groups = grouped(versions, ({ version }) => version);
  if (groups.size < 2) return null;
  const inside = asked.filter(isInCluster);
  if (!placesByRename(bundle) && inside.length > 0) {
    if (!inside.some(isSound)) return startTogether(inside, bundle);
    const behind = behindIn(inside);
    if (behind.length > 0) return { ...rejoin(behind, bundle), because: fetchedBy(behind) };
  }
  const listed = [...groups]
    .sort(([a], [b]) => a - b)
    .map(
      ([version, on]) =>
        `${version === 0 ? 'none' : version} on ${[...new Set(on.map(({ host }) => host))].join(', ')}`,
    );
  return { do: 'push', because: `the nodes have or run different config_versions: ${listed.join('; ')}` };
}

/** RHEL 5: ccsd carries the file, and refuses to without quorum. A node with an older file fetches the newer one when it joins. */
function startTogether(inside: readonly CmanReached[], bundle: Bundle): Repair {
  const newestFirst = inside.toSorted((a, b) => (b.configVersion.file ?? 0) - (a.configVersion.file ?? 0));
  return {
    ...rejoin(newestFirst, bundle),
    because: 'the nodes have different config_versions, and none of them is quorate',
  };
}

/** Members without quorum, whose files are no newer than what a sound member runs: no push is made to them, and they fetch that when they join. */
function behindIn(inside: readonly CmanReached[]): readonly CmanReached[] {
  const newest = greatest(
    inside.filter(isSound).map(({ configVersion: { running } }) => running ?? 0),
    0,
  );
  const behind = inside.filter((node) => valueOf(saidBy(node).cman)?.quorate === false);
  return behind.every(({ configVersion: { file } }) => (file ?? 0) <= newest) ? behind : [];
}

function fetchedBy(behind: readonly CmanReached[]): string {
  const names = behind.map(({ host }) => host).join(', ');
  return `no push is made to ${names} without quorum; a node fetches the cluster.conf that runs when it joins`;
}

function rejoin(on: readonly CmanReached[], bundle: Bundle): Repair {
  const { leave = [], join = [] } = bundle.serviceActions ?? {};
  const nodes = on.map(({ host }) => host);
  const commands = [...new Set(nodes.flatMap((host) => commandsOf([...leave, ...join], host, bundle)))];
  return { do: 'run', nodes, because: `the other nodes do not take ${nodes.join(', ')} in`, commands };
}

/** All of them at the same time, since those that wait for the rest fence it. A node without a file is new: a push starts its daemons. */
function down(asked: readonly CmanReached[], bundle: Bundle): Repair | null {
  const out = asked.filter((node) => saidBy(node).cman.is === 'not-running' && node.configVersion.file !== null);
  const joining = bundle.serviceActions?.join ?? [];
  if (out.length > 0) return start('cman', joining, out, bundle);
  const idle = asked.filter((node) => {
    const said = valueOf(saidBy(node).clustat);
    return isInCluster(node) && said !== undefined && said.quorate && !hasRgmanager(said);
  });
  // Those after cman.
  return idle.length === 0 || bundle.services.length === 0 ? null : start('rgmanager', joining.slice(1), idle, bundle);
}

function start(daemon: string, ids: readonly ActionId[], on: readonly CmanReached[], bundle: Bundle): Repair {
  const nodes = on.map(({ host }) => host);
  const commands = [...new Set(nodes.flatMap((host) => commandsOf(ids, host, bundle)))];
  return { do: 'run', nodes, because: `${daemon} does not run on ${nodes.join(', ')}`, commands };
}

function commandsOf(ids: readonly ActionId[], host: HostName, { actions }: Bundle): readonly string[] {
  return ids
    .flatMap((id) => actions.filter((action) => action.id === id))
    .filter(({ on }) => on?.includes(host) ?? true)
    .flatMap(({ run }) => run.map(({ argv }) => argv.map((word) => wordOnNode(word)).join(' ')));
}
