/** One node: its files, sessions and guests, and the stack's view of its answers. */
import { own } from '../base/json.ts';
import type { Trees } from '../base/xml.ts';
import type { Bundle, BundleNode } from '../bundle/bundle.ts';
import type { Answers, Question } from '../deploy/node/answers.ts';
import type { Interrupted, Lock, NodeState, ReachedNode, UnreachedNode } from '../deploy/node/state.ts';
import { driftOf, type Drift } from './drift.ts';
import { missingOf, sessions, SESSIONS, type Session, type WantedSession } from './iscsiadm.ts';
import type { Named, ReachedSaid, StatusReader } from './reader.ts';
import { NOT_ASKED, valueOf, type Reply } from './reply.ts';
import { guests, GUESTS } from './virsh.ts';

/** What is known of one node before it is judged. */
export type NodeInput = {
  readonly state: NodeState;
  /** Undefined if the node was not asked, since a folder plays it. */
  readonly answers?: Answers | undefined;
  /** The XML in the answers: see `StatusReader.xmlIn`. */
  readonly trees?: Trees | undefined;
  /** Sessions that the node should have; undefined if unknown. */
  readonly targets?: readonly WantedSession[] | undefined;
};

export type ReachedStatus = ReachedSaid<unknown> & {
  readonly lock: Lock | null;
  readonly interrupted: Interrupted | null;
  readonly sessions: Reply<readonly Session[]>;
  /** Null if either the wanted or the found sessions are unknown. */
  readonly missing: readonly WantedSession[] | null;
  readonly targets: readonly WantedSession[] | null;
  readonly drift: Drift;
};
export type UnreachedStatus = Named & Pick<UnreachedNode, 'reachable' | 'reason' | 'cause'>;
export type NodeStatus = ReachedStatus | UnreachedStatus;

/** Questions to a node that are the same with any stack, asked besides those of the stack. Only `status` needs the answers. */
export const OF_NODES: readonly Question[] = [SESSIONS, GUESTS];

export function nodeStatus(node: BundleNode, input: NodeInput, bundle: Bundle, reader: StatusReader): NodeStatus {
  const { host, nodeName, nodeId } = node;
  const { state, answers, targets } = input;
  if (!state.reachable) return { host, nodeName, nodeId, reachable: false, reason: state.reason, cause: state.cause };
  const { lock, interrupted } = state;
  const found = answers === undefined ? NOT_ASKED : sessions(own(answers, SESSIONS.name));
  const open = valueOf(found);
  return {
    ...nodeSaid(node, { ...input, state }, reader),
    lock,
    interrupted,
    sessions: found,
    targets: targets ?? null,
    missing: open === undefined || targets === undefined ? null : missingOf(targets, open),
    drift: driftOf(state, bundle),
  };
}

type Answered = Pick<NodeInput, 'answers' | 'trees'> & { readonly state: ReachedNode };

/** What a node said, as the stack reads it. */
export function nodeSaid(
  { host, nodeName, nodeId }: BundleNode,
  { state: { configVersion, installed }, answers, trees = new Map() }: Answered,
  reader: StatusReader,
): ReachedSaid<unknown> {
  const said = answers === undefined ? null : reader.read(answers, trees);
  const running = (said === null ? null : reader.versionIn(said)) ?? configVersion.running;
  return {
    host,
    nodeName,
    nodeId,
    reachable: true,
    said,
    configVersion: { file: configVersion.file, running },
    installed,
    guests: answers === undefined ? NOT_ASKED : guests(own(answers, GUESTS.name)),
  };
}
