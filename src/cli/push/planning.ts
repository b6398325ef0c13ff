/** Looking at nodes and planning what brings them to the bundle: what `plan`, `push` and `revert` share. */
import type { Compilation } from '../../analyse.ts';
import { as, type FileId, type HostName } from '../../base/brand.ts';
import type { XmlElement } from '../../base/xml.ts';
import { rmTypes } from '../../catalogue/rm.ts';
import type { Gone } from '../../deploy/node/lock.ts';
import { observeAndAsk } from '../../deploy/node/look.ts';
import type { Seen } from '../../deploy/node/seen.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { changesIn, planPush } from '../../deploy/plan/make-plan.ts';
import type { Plan, Activation as Tactic, ServiceNow } from '../../deploy/plan/plan.ts';
import { memberRemoved } from '../../deploy/plan/push-findings.ts';
import { questionsOf } from '../../deploy/node/probes.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { readXml } from '../../edge/xml/xml-read.ts';
import { agentsOfNodes } from '../../stack/cman/facts/agents.ts';
import { orphan, allDown } from '../../stack/cman/impact/findings.ts';
import { pushFindings, type Lines } from '../../stack/cman/impact/running.ts';
import { ALL_DOWN } from '../../stack/cman/impact/compare-files.ts';
import { isUp, recordedStates, type RecordedState } from '../../stack/cman/impact/clustat-services.ts';
import { platformOf } from '../../platform/platform.ts';
import type { Effect } from '../../report/plan/effects.ts';
import { clustat, clustatXml, hasRgmanager } from '../../stack/cman/status/clustat.ts';
import { cmanNodes, cmanStatus, type CmanStatus } from '../../stack/cman/status/cman-tool.ts';
import { stackOfBundle } from '../../stack/stacks.ts';
import { questionsFor } from '../../status/node.ts';
import { valueOf } from '../../status/reply.ts';
import { effectsOf } from './effects.ts';
import type { Reach } from '../nodes/nodes.ts';

export type Wishes = {
  readonly allowed: ReadonlySet<string>;
  /** Are there nodes of the bundle that are not looked at? */
  readonly limited: boolean;
  readonly activates: boolean;
  readonly gone: Gone;
};

export type Planned = { readonly plan: Plan; readonly seen: readonly Seen[]; readonly effects: readonly Effect[] };

/** One round trip per node: files, what the cluster says, and the questions of actions. */
export async function look({ bundle, secrets, ports }: Reach): Promise<readonly Seen[]> {
  const questions = [...questionsFor(stackOfBundle(bundle).status), ...questionsOf(bundle)];
  return observeAndAsk(bundle, secrets, ports, questions);
}

export async function planFor(
  seen: readonly Seen[],
  { bundle }: Reach,
  { model }: Compilation,
  wishes: Wishes,
): Promise<Planned> {
  const platform = platformOf(bundle.platform);
  const agents = model === undefined ? rmTypes(platform) : agentsOfNodes(model);
  const changes = changesIn({ bundle, seen });
  const [effects, root] = await Promise.all([effectsOf({ changes }, platform, agents), clustatOf(seen)]);
  const recorded = root === undefined ? null : recordedStates(root);
  const services = recorded === null ? null : recorded.filter(isUp).map(nowOf);
  const plan = planPush({
    bundle,
    seen,
    services,
    activation: activationOf(effects),
    spare: sparesOf(seen),
    ...wishes,
  });
  const left = withoutStopped(effects, plan);
  const gone = wishes.limited || !plan.versionRises ? [] : membersWithoutSite(seen, bundle);
  if (recorded === null || plan.members.length === 0)
    return { plan: { ...plan, diagnostics: [...plan.diagnostics, ...gone] }, seen, effects: left };
  const found = [...gone, ...outside(left, recorded, plan, wishes)];
  return { plan: { ...plan, diagnostics: [...plan.diagnostics, ...found] }, seen, effects: left };
}

/** What the plan stops before is not there any more when the file changes. */
function withoutStopped(effects: readonly Effect[], { actions }: Plan): readonly Effect[] {
  const stopped = new Set(actions.map(({ action }) => action.id.replace(/^service\/stop\//, '')));
  return effects.map((effect) => {
    const { comparison } = effect;
    if (comparison === undefined) return effect;
    const verdicts = comparison.impact.verdicts.filter(({ name }) => !stopped.has(name));
    return { ...effect, comparison: { ...comparison, impact: { ...comparison.impact, verdicts } } };
  });
}

function nowOf({ name, owner }: RecordedState): ServiceNow {
  return { name, owner: owner ?? null };
}

/** Of a node where rgmanager runs, or else of any that answered. */
async function clustatOf(seen: readonly Seen[]): Promise<XmlElement | undefined> {
  const roots = await Promise.all(
    seen.map(async ({ answers }) => {
      const text = clustatXml(answers?.['services']);
      const root = text === undefined ? undefined : (await readXml(CLUSTAT, Buffer.from(text))).root;
      const told = valueOf(clustat(answers?.['services'], root));
      return root === undefined || told === undefined ? undefined : { root, runs: hasRgmanager(told) };
    }),
  );
  const known = roots.filter((one) => one !== undefined);
  return (known.find(({ runs }) => runs) ?? known[0])?.root;
}

/** Members whose votes are not needed: two_node says so itself, else it is counted. Domain reference, 3.1. */
function sparesOf(seen: readonly Seen[]): readonly HostName[] | null {
  const told = seen.flatMap(({ state, answers }) => {
    const status = valueOf(cmanStatus(answers?.['cman-status']));
    return status === undefined ? [] : [{ node: state.node, status }];
  });
  return told.length === 0 ? null : told.filter(({ status }) => isSpare(status)).map(({ node }) => node);
}

function isSpare({ flags, totalVotes, nodeVotes, quorum }: CmanStatus): boolean {
  return flags.includes('2node') || (totalVotes ?? 0) - (nodeVotes ?? 1) >= (quorum ?? Infinity);
}

/** As the first node that knows its members has them. */
function membersWithoutSite(seen: readonly Seen[], { nodes }: Bundle): readonly Diagnostic[] {
  const known = new Set(nodes.map(({ nodeName }) => nodeName));
  for (const { state, answers } of seen) {
    const members = (valueOf(cmanNodes(answers?.['cman-nodes'])) ?? []).filter(({ status }) => status === 'M');
    if (members.length === 0) continue;
    return members
      .filter(({ name }) => !known.has(name))
      .map(({ name }) => memberRemoved({ in: 'node', node: state.node }, { name }));
  }
  return [];
}

const CLUSTAT = as<FileId>('clustat -x');

/** The hardest of what any node's file needs. */
function activationOf(effects: readonly Effect[]): Tactic {
  const all = effects.flatMap(({ comparison }) => (comparison === undefined ? [] : [comparison.activation]));
  if (all.some((one) => ALL_DOWN.includes(one))) return 'all-at-once';
  return all.some((one) => one === 'next-join' || one === 'qdiskd-restart') ? 'node-by-node' : 'live';
}

/** What the comparison says of services in their state of now; what the plan takes care of itself is left out. */
function outside(
  effects: readonly Effect[],
  recorded: readonly RecordedState[],
  { members: [node] }: Plan,
  { allowed }: Wishes,
): readonly Diagnostic[] {
  if (node === undefined) return [];
  const place = () => ({ in: 'node', node }) as const;
  const lines: Lines = { before: place, after: place };
  return effects
    .flatMap(({ comparison }) => (comparison === undefined ? [] : pushFindings(comparison, recorded, lines)))
    .filter(({ code }) => code !== orphan.code && code !== allDown.code && !allowed.has(code));
}
