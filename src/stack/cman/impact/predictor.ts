/** Effects of a push on running services: compares each replaced cluster.conf with the new one. Pure. */
import type { Trees, XmlElement } from '../../../base/xml.ts';
import { masker } from '../../../deploy/node/mask.ts';
import type { Change } from '../../../deploy/plan/changes.ts';
import type { Diagnostic } from '../../../diag/diagnostic.ts';
import type { PredictionContext, Effect, Predictor } from '../../../impact/impact.ts';
import { DOMAIN_FOLDER } from '../../../emit/guest/domain-xml.ts';
import type { Platform } from '../../../platform/release-id.ts';
import { CLUSTER_CONF } from '../emit/cluster-conf.ts';
import { agentsOfHosts } from '../facts/agents.ts';
import { memberRemoved } from '../push/findings.ts';
import type { RecordedState } from './clustat-services.ts';
import type { Agents } from './agents.ts';
import { compare, type Comparison, type Sides } from './compare-files.ts';
import { compareEitherWay } from './either-way.ts';
import { allDown, orphan } from './findings.ts';
import { fileRules } from './other-files.ts';
import { predictionOf } from './prediction.ts';
import { guestIn, type Guests } from './renames.ts';
import { possibleFindings, pushFindings, rehearsedFindings, type Lines } from './running.ts';

export const predictor: Predictor = {
  // Guests are read for the effects of a new cluster.conf alone: a first push has the files of all.
  xmlIn: (changes) => {
    const texts = textsIn(changes).flat().map(hide);
    return texts.length === 0 ? [] : [...texts, ...guestFiles(changes).flatMap(guestTexts)];
  },
  predict: (changes, trees, around) => {
    const root = (text: string) => trees.get(hide(text));
    const guests = guestsIn(changes, trees);
    return textsIn(changes).map(([found, desired]) =>
      effectOf(found, { before: root(found), after: root(desired) }, { ...around, guests }),
    );
  },
  fileRules,
  strangers: (members) => members.map(({ name, says }) => memberRemoved({ in: 'node', node: says }, { name })),
};

/** Secrets are hidden on both sides. */
const hide = masker([]);

/** Each text that is replaced on some node, with its new text. */
function textsIn(changes: readonly Change[]): readonly (readonly [found: string, desired: string])[] {
  const updates = changes.filter(({ path, change }) => path === CLUSTER_CONF && change === 'update');
  return [...new Map(updates.map(({ found, desired }) => [found ?? '', desired ?? '']))];
}

/** Files of guests that a push removes, adds or replaces. */
function guestFiles(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ path }) => path.startsWith(`${DOMAIN_FOLDER}/`) && path.endsWith('.xml'));
}

function guestTexts({ found, desired }: Change): readonly string[] {
  return [found, desired].flatMap((text) => text ?? []);
}

function guestsIn(changes: readonly Change[], trees: Trees): Guests {
  const named = (of: (change: Change) => string | null) =>
    guestFiles(changes).flatMap((change) => {
      const root = trees.get(of(change) ?? '');
      const name = change.path.slice(DOMAIN_FOLDER.length + 1, -'.xml'.length);
      return root?.name === 'domain' ? [[name, guestIn(root)] as const] : [];
    });
  return { before: new Map(named(({ found }) => found)), after: new Map(named(({ desired }) => desired)) };
}

type ContextWithGuests = PredictionContext & { readonly guests: Guests };
type Files = { readonly before: XmlElement | undefined; readonly after: XmlElement | undefined };

function effectOf(found: string, { before, after }: Files, around: ContextWithGuests): Effect {
  if (before?.name !== 'cluster' || after === undefined) return { path: CLUSTER_CONF, found };
  const { facts, platform } = around;
  const comparison = without(compared({ before, after }, agentsOfHosts(facts), platform), around);
  return { path: CLUSTER_CONF, found, prediction: predictionOf(comparison, findingsIn(comparison, around)) };
}

function compared(files: Sides<XmlElement>, agents: Agents | undefined, platform: Platform): Comparison {
  if (agents === undefined) return compareEitherWay(files, undefined, platform);
  return compare(files, { before: agents, after: agents }, platform);
}

/** Without services that the plan stops before the file changes. */
function without(comparison: Comparison, { stopped }: PredictionContext): Comparison {
  const { impact } = comparison;
  return {
    ...comparison,
    impact: { ...impact, verdicts: impact.verdicts.filter(({ name }) => !stopped.includes(name)) },
  };
}

/** Without what the plan handles itself: services that it stops, and a stop of all nodes. */
function findingsIn(
  comparison: Comparison,
  { member, services, nodes, guests, platform }: ContextWithGuests,
): readonly Diagnostic[] {
  const node = member ?? nodes[0]?.host;
  if (node === undefined) return [];
  const place = () => ({ in: 'node', node }) as const;
  const lines: Lines = { before: place, after: place };
  if (member === null || services === null) {
    const isSandbox = nodes.every(({ connection }) => connection.via === 'local');
    return isSandbox
      ? rehearsedFindings(comparison, { lines, guests, platform })
      : possibleFindings(comparison, lines, guests);
  }
  const nodeName = (host: string) => nodes.find((node) => node.host === host)?.nodeName ?? host;
  const states = services.map(({ name, state, owner, frozen }): RecordedState => ({
    name,
    state,
    frozen,
    ...(owner === null ? {} : { owner: nodeName(owner) }),
  }));
  return pushFindings(comparison, states, lines, guests).filter(
    ({ code }) => code !== orphan.code && code !== allDown.code,
  );
}
