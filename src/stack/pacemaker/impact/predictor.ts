/** Effects of a push on what runs: compares each replaced CIB and corosync.conf with the new one. Pure. */
import type { Trees } from '../../../base/xml.ts';
import { masker } from '../../../deploy/node/mask.ts';
import type { Change } from '../../../deploy/plan/changes.ts';
import type { Effect, PredictionContext, Predictor } from '../../../impact/impact.ts';
import { CIB } from '../emit/cib.ts';
import { COROSYNC_CONF } from '../emit/corosync-conf.ts';
import { ofCorosync } from './corosync/prediction.ts';
import { keepsKnown } from './cib/merge.ts';
import { fileRules } from './other-files.ts';
import { inParts } from './parts.ts';
import type { Lines } from './rules.ts';
import { witnessOf } from './witness.ts';

export const predictor: Predictor = {
  xmlIn: (changes) => replaced(changes, CIB).flatMap(([found, desired]) => [hide(found), hide(desired), desired]),
  predict: (changes, trees, around) => [
    ...replaced(changes, CIB).map((pair) => cibEffect(pair, trees, around)),
    ...replaced(changes, COROSYNC_CONF).map((pair) => corosyncEffect(pair, around)),
  ],
  fileRules,
  // Nothing is announced yet that could forget a member.
  strangers: () => [],
};

/** Secrets are hidden on both sides. */
const hide = masker([]);

type Texts = readonly [found: string, desired: string];

/** Each text that is replaced on some node, with its new text. */
function replaced(changes: readonly Change[], file: string): readonly Texts[] {
  const updates = changes.filter(({ path, change }) => path === file && change === 'update');
  return [...new Map(updates.map(({ found, desired }) => [found ?? '', desired ?? '']))];
}

/** Places in a file or document of a member, or of the first node. */
export function linesOf(path: typeof CIB, { member, nodes }: Pick<PredictionContext, 'member' | 'nodes'>): Lines {
  const node = member ?? nodes[0]?.host;
  const place = (line: number) =>
    node === undefined
      ? ({ in: 'nowhere', because: 'no node is known' } as const)
      : ({ in: 'output', node, path, line } as const);
  return { before: place, after: place };
}

function cibEffect([found, desired]: Texts, trees: Trees, around: PredictionContext): Effect {
  const running = around.live?.get(CIB);
  const [live, now] =
    running === undefined ? [trees.get(hide(found)), trees.get(hide(desired))] : [running, trees.get(desired)];
  if (live?.name !== 'cib' || now === undefined) return { path: CIB, found };
  const keeps = running === undefined ? undefined : keepsKnown(around.secrets ?? new Set());
  const members = around.nodes.toSorted((a, b) => a.nodeId - b.nodeId).map(({ nodeName }) => nodeName);
  const lines = linesOf(CIB, around);
  const pair = { live, desired: now, members, lines };
  const { prediction } = inParts({ ...pair, keeps });
  const services = prediction.services.filter(({ name }) => !around.stopped.includes(name));
  const effect = { path: CIB, found, prediction: { ...prediction, services } };
  // crm_simulate sees no change of a private parameter in a document that it is given (measured on 2.1.5).
  const { parts } = inParts({ ...pair, keeps: () => true });
  const witnesses = parts.flatMap((part) =>
    part.predicted === undefined ? [] : [witnessOf(part.predicted.after, part.now, lines.after(1))],
  );
  return running === undefined || witnesses.length < parts.length ? effect : { ...effect, witnesses };
}

function corosyncEffect([before, after]: Texts, around: PredictionContext): Effect {
  const { prediction } = ofCorosync({ before, after, lines: linesOf(COROSYNC_CONF, around) });
  return { path: COROSYNC_CONF, found: before, prediction };
}
