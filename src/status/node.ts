/** One node: what its files are like, and what the programs on it say. */
import type { Digest, HostName } from '../base/brand.ts';
import { own } from '../base/json.ts';
import type { XmlElement } from '../base/xml.ts';
import type { Bundle, BundleNode } from '../bundle/bundle.ts';
import type { Answers } from '../deploy/node/answers.ts';
import type { Interrupted, Lock, NodeState, ReachedNode, UnreachedNode } from '../deploy/node/state.ts';
import { clustat, type Clustat } from '../stack/cman/status/clustat.ts';
import {
  cmanNodes,
  cmanStatus,
  cmanVersion,
  isMember,
  isSuspended,
  type CmanNode,
  type CmanStatus,
} from '../stack/cman/status/cman-tool.ts';
import { driftOf, type Drift } from './drift.ts';
import { fenceDomain, type FenceDomain } from '../stack/cman/status/fence-domain.ts';
import { missingOf, sessions, type Session, type Target } from './iscsiadm.ts';
import { NOT_ASKED, valueOf, type Told } from './answer.ts';
import { guests, type Guest } from './virsh.ts';

/** What is known of one node before it is judged. */
export type NodeInput = {
  readonly state: NodeState;
  /** By the names that clusterc-look.sh gives them; undefined when the node was not asked, as a folder plays it. */
  readonly answers?: Answers | undefined;
  /** What was read from `clustatXml` of the answer `services`; undefined when that is no XML. */
  readonly clustat?: XmlElement | undefined;
  /** What the node should be logged in to; undefined when nobody knows. */
  readonly targets?: readonly Target[] | undefined;
};

type Named = { readonly host: HostName; readonly nodeName: string; readonly nodeId: number };

export type ReachedStatus = Named & {
  readonly reachable: true;
  /** Who holds the lock. */
  readonly lock: Lock | null;
  /** The bundle that was installed last. */
  readonly installed: Digest | null;
  readonly interrupted: Interrupted | null;
  /** config_version of the file, and of the cluster that runs on the node. */
  readonly configVersion: { readonly file: number | null; readonly running: number | null };
  readonly cman: Told<CmanStatus>;
  readonly nodes: Told<readonly CmanNode[]>;
  readonly fence: Told<FenceDomain>;
  readonly clustat: Told<Clustat>;
  readonly sessions: Told<readonly Session[]>;
  /** Null when it is not known what there should be, or what there is. */
  readonly missing: readonly Target[] | null;
  readonly targets: readonly Target[] | null;
  readonly guests: Told<readonly Guest[]>;
  readonly drift: Drift;
};
export type UnreachedStatus = Named & Pick<UnreachedNode, 'reachable' | 'reason' | 'cause'>;
export type NodeStatus = ReachedStatus | UnreachedStatus;

export function nodeStatus({ host, nodeName, nodeId }: BundleNode, input: NodeInput, bundle: Bundle): NodeStatus {
  const named = { host, nodeName, nodeId };
  const { state } = input;
  if (!state.reachable) return { ...named, reachable: false, reason: state.reason, cause: state.cause };
  return { ...named, ...standing(state), ...answered(state, input), drift: driftOf(state, bundle) };
}

function standing({ lock, installed, interrupted }: ReachedNode) {
  return { reachable: true, lock, installed, interrupted } as const;
}

function answered({ configVersion }: ReachedNode, { answers, clustat: root, targets }: NodeInput) {
  const ask = asking(answers);
  const found = ask((get) => sessions(get('sessions')));
  const open = valueOf(found);
  const running = valueOf(ask((get) => cmanVersion(get('cman-version'))));
  return {
    configVersion: { file: configVersion.file, running: running ?? configVersion.running },
    cman: ask((get) => cmanStatus(get('cman-status'))),
    nodes: ask((get) => cmanNodes(get('cman-nodes'))),
    fence: ask((get) => fenceDomain(get('fence-domain'), get('groups'))),
    clustat: ask((get) => clustat(get('services'), root)),
    sessions: found,
    targets: targets ?? null,
    missing: open === undefined || targets === undefined ? null : missingOf(targets, open),
    guests: ask((get) => guests(get('guests'))),
  };
}

type Get = (name: string) => Answers[string] | undefined;

/** Puts questions to the answers, if there are any. */
function asking(answers: Answers | undefined): <T>(question: (get: Get) => Told<T>) => Told<T> {
  return (question) => (answers === undefined ? NOT_ASKED : question((name) => own(answers, name)));
}

/** Does cman say that the node is a member? */
export function isInCluster({ cman }: ReachedStatus): boolean {
  return cman.is === 'told' && isMember(cman.value);
}

/** Member, quorate, and at one with the configuration: whose word counts first. */
export function isSound({ cman }: ReachedStatus): boolean {
  return cman.is === 'told' && isMember(cman.value) && cman.value.quorate && !isSuspended(cman.value);
}
