/** Compares two cluster.conf: services and VMs, daemons, and a summary in one line. Pure. */
import { attributeOf, type XmlElement } from '../../../base/xml.ts';
import type { Platform } from '../../../platform/release-id.ts';
import type { CmanActivation } from '../emit/attributes.ts';
import type { Agents } from './agents.ts';
import { impactOf, type Impact } from './classes.ts';
import { withheldIn } from './delta/compare.ts';
import { daemonChanges, hardest, type DaemonChange } from './daemons.ts';
import { notGiven, type Doubt as DoubtInTree } from './delta/doubts.ts';
import { Unchanged } from './delta/unchanged.ts';
import { rulesOf } from './delta/rules.ts';
import { briefly } from './sentences.ts';
import { serviceTree, type ServiceTree } from './delta/tree.ts';

export type Comparison = {
  readonly platform: Platform;
  readonly impact: Impact;
  readonly daemons: readonly DaemonChange[];
  /** The most severe of all changes. */
  readonly activation: CmanActivation;
  /** Would cman refuse the new version? An equal version is refused if anything else differs. */
  readonly version: { readonly from: string; readonly to: string; readonly refused: boolean };
  readonly doubts: readonly Doubt[];
};

export type Doubt = DoubtInTree & { readonly file: 'old' | 'new' };

/** Types whose agent is unknown. */
export type Assumed = Sides<readonly string[]>;

export type Sides<T> = { readonly before: T; readonly after: T };

/**
 * The comparison. `agents` of both sides differ if the agents' package changes with the file. `assumed`: types whose agent is
 * unknown, for which the catalogue is used; that is reported if such a type is used.
 */
export function compare(
  files: Sides<XmlElement>,
  agents: Sides<Agents>,
  platform: Platform,
  assumed: Assumed = { before: [], after: [] },
): Comparison {
  const { before, after } = files;
  const unchanged = new Unchanged();
  const impact = impactOf(serviceTree(before, agents.before, unchanged), serviceTree(after, agents.after, unchanged));
  const [old, now] = [rulesOf(agents.before), rulesOf(agents.after)];
  const isManaged = (name: string) => (old.ofElement(name) ?? now.ofElement(name)) !== undefined;
  const daemons = daemonChanges(files, { platform, isManaged });
  const [from = '', to = ''] = [before, after].map((file) => attributeOf(file, 'config_version'));
  return {
    platform,
    impact,
    daemons,
    activation: hardest(daemons.map(({ activation }) => activation)),
    version: { from, to, refused: Number.parseInt(to, 10) <= Number.parseInt(from, 10) },
    doubts: [
      ...doubtsIn(impact.before, assumed.before).map((one) => ({ ...one, file: 'old' as const })),
      ...doubtsIn(impact.after, assumed.after).map((one) => ({ ...one, file: 'new' as const })),
    ],
  };
}

function doubtsIn(tree: ServiceTree, assumed: readonly string[]): readonly DoubtInTree[] {
  const { all } = tree.list;
  const used = assumed.flatMap((type) => all.find((resource) => resource.type === type) ?? []);
  return [
    ...tree.doubts,
    ...withheldIn(all),
    ...used.map(({ type, element }) => ({ line: element.line, what: notGiven(type) })),
  ];
}

/** Would a push have any effect, now or later? */
export function isDifferent({ impact, daemons }: Comparison): boolean {
  return daemons.length > 0 || impact.verdicts.some((verdict) => verdict.class !== 'NONE');
}

const CLUSTER: { readonly [A in CmanActivation]: string } = {
  live: 'no restart',
  'rgmanager-delta': 'no restart',
  'at-fencing': 'no restart',
  'qdiskd-restart': 'qdiskd restarts on every node, one after the other',
  'next-join': 'the daemons restart on every node, one after the other',
  'rgmanager-restart': 'this needs a stop of all rgmanagers, which takes all services and VMs down',
  'full-stop': 'this needs a stop of all nodes at once, which takes all services and VMs down',
  'new-cluster': 'this makes another cluster, and all services and VMs go down',
};

/** Activations with which every service and VM goes down, whatever its class. */
export const ALL_DOWN: readonly CmanActivation[] = ['rgmanager-restart', 'full-stop', 'new-cluster'];

/** `vm1 keeps running; vm2 restarts, about 2 min; cluster: no restart`. */
export function summaryOf({ impact, activation, platform }: Comparison): string {
  if (ALL_DOWN.includes(activation)) return CLUSTER[activation];
  const affected = impact.verdicts.filter((verdict) => verdict.class !== 'NONE');
  const others =
    affected.length < impact.verdicts.length
      ? [affected.length === 0 ? 'everything keeps running' : 'everything else keeps running']
      : [];
  return [
    ...(affected.length === 0 ? [] : [briefly(affected, platform)]),
    ...others,
    `cluster: ${CLUSTER[activation]}`,
  ].join('; ');
}

/** What a change of the daemons needs to take effect. */
export const NEEDS: { readonly [A in CmanActivation]: string } = {
  live: 'is taken over live',
  'rgmanager-delta': 'counts when rgmanager next places a service',
  'at-fencing': 'is read when a node is fenced',
  'qdiskd-restart': 'needs a restart of qdiskd on each node',
  'next-join': 'counts when the daemons of a node start again',
  'rgmanager-restart': 'needs a stop of all rgmanagers',
  'full-stop': 'needs a stop of all nodes at once',
  'new-cluster': 'makes another cluster',
};
