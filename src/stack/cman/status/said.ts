/** The answers of one node about cman, fenced and rgmanager. */
import type { Trees } from '../../../base/xml.ts';
import { own } from '../../../base/json.ts';
import type { Answers, Question } from '../../../deploy/node/answers.ts';
import type { NodeSaid, ReachedSaid } from '../../../status/reader.ts';
import { NOT_ASKED, valueOf, type Reply } from '../../../status/reply.ts';
import { clustat, clustatXml, type Clustat } from './clustat.ts';
import {
  cmanNodes,
  cmanStatus,
  cmanVersion,
  isMember,
  isSuspended,
  type CmanNode,
  type CmanStatus,
} from './cman-tool.ts';
import { fenceDomain, type FenceDomain } from './fence-domain.ts';

export type CmanSaid = {
  /** The config_version that runs. */
  readonly version: Reply<number>;
  readonly cman: Reply<CmanStatus>;
  readonly nodes: Reply<readonly CmanNode[]>;
  readonly fence: Reply<FenceDomain>;
  readonly clustat: Reply<Clustat>;
};

export type CmanNodeSaid = NodeSaid<CmanSaid>;
export type CmanReached = ReachedSaid<CmanSaid>;

const VERSION = 'cman-version';
const STATUS = 'cman-status';
const NODES = 'cman-nodes';
const FENCE = 'fence-domain';
const GROUPS = 'groups';
const SERVICES = 'services';

/** Read-only commands. */
export const QUESTIONS: readonly Question[] = [
  { name: VERSION, argv: ['cman_tool', 'version'] },
  { name: STATUS, argv: ['cman_tool', 'status'] },
  { name: NODES, argv: ['cman_tool', 'nodes'] },
  { name: FENCE, argv: ['fence_tool', 'ls'] },
  { name: GROUPS, argv: ['group_tool', 'ls'] },
  { name: SERVICES, argv: ['clustat', '-x'] },
];

export function xmlIn(answers: Answers): readonly string[] {
  const xml = clustatXml(own(answers, SERVICES));
  return xml === undefined ? [] : [xml];
}

export function read(answers: Answers, trees: Trees): CmanSaid {
  const get = (name: string) => own(answers, name);
  const services = get(SERVICES);
  const xml = clustatXml(services);
  return {
    version: cmanVersion(get(VERSION)),
    cman: cmanStatus(get(STATUS)),
    nodes: cmanNodes(get(NODES)),
    fence: fenceDomain(get(FENCE), get(GROUPS)),
    clustat: clustat(services, xml === undefined ? undefined : trees.get(xml)),
  };
}

const NOTHING: CmanSaid = {
  version: NOT_ASKED,
  cman: NOT_ASKED,
  nodes: NOT_ASKED,
  fence: NOT_ASKED,
  clustat: NOT_ASKED,
};

/** The answers of a node; all `not-asked` for one that was not asked. */
export function saidBy({ said }: CmanReached): CmanSaid {
  return said ?? NOTHING;
}

export function reachedOf(nodes: readonly CmanNodeSaid[]): readonly CmanReached[] {
  return nodes.filter((node) => node.reachable);
}

/** Does cman report the node as a member? */
export function isInCluster(node: CmanReached): boolean {
  const status = valueOf(saidBy(node).cman);
  return status !== undefined && isMember(status);
}

/** Is it a member, quorate, and not suspended? */
export function isSound(node: CmanReached): boolean {
  const status = valueOf(saidBy(node).cman);
  return status !== undefined && isMember(status) && status.quorate && !isSuspended(status);
}
