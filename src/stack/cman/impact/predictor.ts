/** What a push does to services that run: each cluster.conf that it replaces is compared with the new one. Pure. */
import type { XmlElement } from '../../../base/xml.ts';
import { masker } from '../../../deploy/node/mask.ts';
import type { Change } from '../../../deploy/plan/changes.ts';
import type { Diagnostic } from '../../../diag/diagnostic.ts';
import type { Around, Effect, Predictor } from '../../../impact/impact.ts';
import { CLUSTER_CONF } from '../emit/cluster-conf.ts';
import { agentsOfHosts } from '../facts/agents.ts';
import { memberRemoved } from '../push/findings.ts';
import type { RecordedState } from './clustat-services.ts';
import { compare, type Comparison } from './compare-files.ts';
import { allDown, orphan } from './findings.ts';
import { fileRules } from './other-files.ts';
import { predictionOf } from './prediction.ts';
import { pushFindings, type Lines } from './running.ts';

export const predictor: Predictor = {
  xmlIn: (changes) => textsIn(changes).flat().map(hide),
  predict: (changes, trees, around) => {
    const root = (text: string) => trees.get(hide(text));
    return textsIn(changes).map(([found, desired]) => effectOf(found, root(found), root(desired), around));
  },
  fileRules,
  strangers: (members) => members.map(({ name, says }) => memberRemoved({ in: 'node', node: says }, { name })),
};

/** Secrets are withheld on both sides. */
const hide = masker([]);

/** Each text that is replaced on some node, and the new one. */
function textsIn(changes: readonly Change[]): readonly (readonly [found: string, desired: string])[] {
  const updates = changes.filter(({ path, change }) => path === CLUSTER_CONF && change === 'update');
  return [...new Map(updates.map(({ found, desired }) => [found ?? '', desired ?? '']))];
}

function effectOf(
  found: string,
  before: XmlElement | undefined,
  after: XmlElement | undefined,
  around: Around,
): Effect {
  if (before?.name !== 'cluster' || after === undefined) return { path: CLUSTER_CONF, found };
  const agents = agentsOfHosts(around.facts, around.platform);
  const comparison = without(compare({ before, after }, { before: agents, after: agents }, around.platform), around);
  return { path: CLUSTER_CONF, found, prediction: predictionOf(comparison, findingsIn(comparison, around)) };
}

/** What the plan stops first is not there any more when the file changes. */
function without(comparison: Comparison, { stopped }: Around): Comparison {
  const { impact } = comparison;
  return {
    ...comparison,
    impact: { ...impact, verdicts: impact.verdicts.filter(({ name }) => !stopped.includes(name)) },
  };
}

/** Where the cluster runs; without what a plan takes care of itself: services that it stops, and a stop of all nodes. */
function findingsIn(comparison: Comparison, { member, services, nodes }: Around): readonly Diagnostic[] {
  if (member === null || services === null) return [];
  const place = () => ({ in: 'node', node: member }) as const;
  const lines: Lines = { before: place, after: place };
  const nodeName = (host: string) => nodes.find((node) => node.host === host)?.nodeName ?? host;
  const states = services.map(({ name, state, owner, frozen }): RecordedState => ({
    name,
    state,
    frozen,
    ...(owner === null ? {} : { owner: nodeName(owner) }),
  }));
  return pushFindings(comparison, states, lines).filter(({ code }) => code !== orphan.code && code !== allDown.code);
}
