/** Asks the nodes and plans how they get to the bundle; shared by `plan`, `push` and `revert`. */
import type { Compilation } from '../../analyse.ts';
import type { HostName } from '../../base/brand.ts';
import type { Trees } from '../../base/xml.ts';
import type { Gone } from '../../deploy/node/lock.ts';
import type { Question } from '../../deploy/node/answers.ts';
import { documentsOf, type Bundle } from '../../bundle/bundle.ts';
import { shown } from '../../bundle/content.ts';
import { observeWithKept, wholeOf, wholeReaders, type OwnedDocument } from '../../deploy/node/documents.ts';
import { observeAndAsk } from '../../deploy/node/look.ts';
import { questionsOf } from '../../deploy/node/probes.ts';
import { isReal, type Change } from '../../deploy/plan/changes.ts';
import { leaveCluster, notPushed } from '../../deploy/plan/push-findings.ts';
import type { Seen } from '../../deploy/node/seen.ts';
import { changesIn, membersIn, planPush } from '../../deploy/plan/make-plan.ts';
import type { IdleService, Plan, ServiceNow } from '../../deploy/plan/plan.ts';
import { isError, type Diagnostic } from '../../diag/diagnostic.ts';
import { hardestOf, type Effect, type Predictor } from '../../impact/impact.ts';
import { codes } from '../../codes.ts';
import { platformOf } from '../../platform/platform.ts';
import type { Operations } from '../../stack/stack.ts';
import { stackOfBundle } from '../../stack/stacks.ts';
import { nodeSaid } from '../../status/node.ts';
import { nextStepOf, type NextStep } from '../../status/next-step.ts';
import type { ClusterView, NodeSaid, RunningService, StatusReader } from '../../status/reader.ts';
import { endedOwners } from '../nodes/ended-owners.ts';
import { judged } from '../nodes/meaning.ts';
import type { Reach } from '../nodes/nodes.ts';
import { readTrees } from '../subject/trees.ts';
import { departuresOf } from './departures.ts';

export type Wishes = {
  readonly allowed: ReadonlySet<string>;
  /** Are there nodes of the bundle that are not asked? */
  readonly limited: boolean;
  readonly activates: boolean;
  readonly gone: Gone;
  /** Hosts that leave the cluster; the bundle is the one that all have, with these. */
  readonly leaving?: readonly HostName[];
};

/** `next`: what makes the cluster well again, null if it is; worked out when it is asked for, as that may take a second plan. */
export type Planned = {
  readonly plan: Plan;
  readonly seen: readonly Seen[];
  readonly effects: readonly Effect[];
  readonly next: () => NextStep | null;
};

/**
 * One round trip per node: files, cluster state, and probes of actions, unless none is going to be run. `more`: what no plan needs, such as
 * the guests of a node, and virsh alone takes a tenth of the time of a node in a first push.
 */
export async function look(
  { bundle, secrets, ports }: Reach,
  activates = true,
  more: readonly Question[] = [],
): Promise<readonly Seen[]> {
  const { status, documents } = await stackOfBundle(bundle).operations();
  const questions = [...status.questions, ...questionsOf(bundle, activates), ...more];
  const readers = wholeReaders(documents);
  return judged(await observeWithKept({ bundle, secrets, ports }, readers, questions), { bundle, secrets });
}

/** What the cluster runs now; null if no node says. For the end of a push. */
export async function servicesNow({ bundle, ports }: Reach): Promise<readonly RunningService[] | null> {
  const { status } = await stackOfBundle(bundle).operations();
  const seen = await observeAndAsk(bundle, new Map(), ports, status.questions);
  return status.view(await saidIn(seen, bundle, status), bundle.nodes)?.services ?? null;
}

/** The running cluster, as its nodes know it; null if none does. */
export async function viewOf({ bundle }: Pick<Reach, 'bundle'>, seen: readonly Seen[]): Promise<ClusterView | null> {
  const { status } = await stackOfBundle(bundle).operations();
  return status.view(await saidIn(seen, bundle, status), bundle.nodes);
}

/** The running documents, and their change; where nothing differs there is none. `trees`: also of the desired document, if it differs. */
function documentOf(
  [owned]: readonly OwnedDocument[],
  { bundle, secrets }: Pick<Reach, 'bundle' | 'secrets'>,
  seen: readonly Seen[],
  { changes, trees }: { readonly changes: readonly Change[]; readonly trees: Trees },
  up: readonly string[],
) {
  const [desired] =
    owned === undefined ? [] : bundle.nodes.flatMap(({ host }) => documentsOf(bundle, host, owned.document));
  const whole = owned === undefined ? null : wholeOf(owned, seen);
  if (owned === undefined || desired === undefined || whole === null) return { live: new Map(), document: null };
  const live = new Map([[desired.path, whole]]);
  const differs = changes.some(({ path, change }) => path === desired.path && change === 'update');
  const root = differs ? trees.get(shown(desired.content)) : undefined;
  const given = { content: desired.content, known: new Set(secrets.keys()), up };
  return { live, document: root !== undefined ? owned.change(whole, root, given) : null };
}

export async function planFor(
  seen: readonly Seen[],
  { bundle, secrets, ports: { profile } }: Reach,
  compilation: Compilation,
  wishes: Wishes,
): Promise<Planned> {
  const {
    status,
    predictor,
    documents,
    notBuilt = () => [],
    actionsFor = asTheyAre,
  } = await stackOfBundle(bundle).operations();
  const said = await saidIn(seen, bundle, status);
  const view = status.view(said, bundle.nodes);
  const changes = changesIn({ bundle, seen });
  const trees = await readTrees(predictor.xmlIn(changes));
  const inside = view?.members ?? null;
  const members = membersIn({ bundle, seen, inside });
  const up = view?.services?.filter((one) => one.up).map(({ name }) => name) ?? [];
  const { live, document } = documentOf(documents, { bundle, secrets }, seen, { changes, trees }, up);
  const known = {
    ...around(bundle, compilation, view),
    member: members[0] ?? null,
    live,
    secrets: new Set(secrets.keys()),
  };
  const nodes = bundle.nodes.map(({ host }) => host);
  const reached = seen.flatMap(({ state }) => (state.reachable && state.installed !== null ? [state.node] : []));
  // The files of a host that no push has reached and that is not a member are read by no cluster, and may be those of packages.
  const read = changes.filter(({ node }) => members.includes(node) || reached.includes(node) || !isReal(bundle, node));
  const predict = (stopped: readonly string[]) => predictor.predict(read, trees, { ...known, stopped });
  const predicted = predict([]);
  const activation = hardestOf(predicted.flatMap(({ prediction }) => prediction?.activation ?? []));
  const services = view?.services?.filter(({ up }) => up).map(nowOf) ?? null;
  const idle = view?.services?.filter(({ up }) => !up).map(idleOf) ?? [];
  const spare = view?.spare ?? null;
  const [owned] = documents;
  const names = bundle.nodes.map(({ nodeName }) => nodeName);
  // Where only some nodes are asked, the others are still the site's.
  const stale = wishes.limited ? [] : [...live.values()].flatMap((whole) => owned?.forgetting(whole, names) ?? []);
  const [whole] = live.values();
  const departures = await departuresOf(wishes, changes, { bundle, view, live: whole, members });
  const kept = actionsFor(bundle.actions, changes).filter(({ id }) => !departures.without.includes(id));
  const actions = [...kept, ...stale, ...departures.actions];
  const found = { bundle: { ...bundle, actions }, seen, services, idle, activation, spare, inside, document };
  const situation = { ...found, profile, ...wishes, turns: departures.turns };
  const plan = planPush(situation);
  const stopped = stoppedBy(plan, bundle);
  const effects = [...(stopped.length === 0 ? predicted : predict(stopped)), ...departures.effects];
  const isRehearsal = nodes.every((host) => !isReal(bundle, host));
  const missing = notBuilt({
    changes,
    nodes,
    // A rehearsal is no milder than the push to a cluster that runs.
    members: isRehearsal ? nodes : members,
    reached,
    strangers: wishes.limited ? [] : (view?.strangers ?? []).map(({ name }) => name),
    leaving: departures.leaving.map(({ nodeName }) => nodeName),
    restarts: departures.turns.length > 0 || (isRehearsal && wishes.allowed.has(leaveCluster.code)),
    activates: wishes.activates,
    document,
    live: whole,
  });
  const objected = [
    ...missing.map((one) => notPushed(ABOUT_STACK, { stack: bundle.stack, ...one })),
    ...strangers(view, plan, wishes, predictor),
    ...objections(effects, wishes),
  ];
  const bare = { ...situation, allowed: new Set<string>() };
  const needed = () => codesIn([...planPush(bare).diagnostics, ...objections(predicted, bare)]);
  const next = () => {
    const states = seen.map(({ state }) => state);
    const step = wishes.limited ? null : nextStepOf({ bundle, gone: wishes.gone, states, said }, status);
    return step?.do === 'push' ? { ...step, allow: needed() } : step;
  };
  return { plan: { ...plan, diagnostics: [...plan.diagnostics, ...objected] }, seen, effects, next };
}

const asTheyAre: NonNullable<Operations['actionsFor']> = (actions) => actions;

const ABOUT_STACK = { in: 'nowhere', because: 'it is about the whole stack' } as const;

/** The next step towards a cluster that is well. */
export async function nextIn(reach: Reach, compilation: Compilation, seen: readonly Seen[]): Promise<NextStep | null> {
  const gone = endedOwners(seen.map(({ state }) => state));
  const wishes = { allowed: new Set<string>(), limited: false, activates: true, gone };
  return (await planFor(seen, reach, compilation, wishes)).next();
}

/** Codes that have to be allowed for a plan that has these findings. */
function codesIn(found: readonly Diagnostic[]): readonly string[] {
  const needed = found.filter((one) => isError(one) && codes.get(one.code)?.allowable === true);
  return [...new Set(needed.map(({ code }) => code))].sort();
}

/** The nodes as their stack reads them. */
async function saidIn(
  seen: readonly Seen[],
  bundle: Bundle,
  reader: StatusReader,
): Promise<readonly NodeSaid<unknown>[]> {
  return Promise.all(
    bundle.nodes.flatMap((node) =>
      seen.filter(({ state }) => state.node === node.host).map((one) => saidBy(node, one)),
    ),
  );

  async function saidBy(node: Bundle['nodes'][number], { state, answers }: Seen): Promise<NodeSaid<unknown>> {
    const { host, nodeName, nodeId } = node;
    if (!state.reachable) return { host, nodeName, nodeId, reachable: false };
    const trees = answers === undefined ? new Map() : await readTrees(reader.xmlIn(answers));
    return nodeSaid(node, { state, answers, trees }, reader);
  }
}

function around({ nodes, platform }: Bundle, { model }: Compilation, view: ClusterView | null) {
  const facts = model?.hosts.flatMap(({ name }) => model.facts.filter(({ host }) => host === name)) ?? [];
  return { platform: platformOf(platform), facts, services: view?.services ?? null, nodes };
}

function nowOf({ name, owner, frozen }: RunningService): ServiceNow {
  return { name, owner, frozen };
}

function idleOf({ name, disabled, stopped, frozen }: RunningService): IdleService {
  return { name, disabled: disabled === true, stopped: stopped === true, frozen };
}

/** Services that a plan stops before it changes a file. */
function stoppedBy({ actions }: Plan, { serviceActions }: Bundle): readonly string[] {
  const prefix = `${serviceActions?.stop.id}/`;
  return actions.flatMap(({ action: { id } }) => (id.startsWith(prefix) ? [id.slice(prefix.length)] : []));
}

/** Findings about members that a new cluster file would forget. */
function strangers(
  view: ClusterView | null,
  { versionRises }: Plan,
  { limited }: Wishes,
  predictor: Predictor,
): readonly Diagnostic[] {
  return limited || !versionRises ? [] : [...predictor.strangers(view?.strangers ?? [])];
}

function objections(effects: readonly Effect[], { allowed }: Pick<Wishes, 'allowed'>): readonly Diagnostic[] {
  return effects.flatMap(({ prediction }) => prediction?.diagnostics ?? []).filter(({ code }) => !allowed.has(code));
}
