/** The predictor of this stack, for a new corosync.conf or a new CIB on a running cluster. */
import type { XmlElement } from '../../../base/xml.ts';
import { predictCorosync, type CorosyncChange } from './corosync/predict.ts';
import { predictCib, type CibPrediction, type Reason, type ServiceImpact } from './predict.ts';

export type Prediction = {
  readonly services: readonly ServiceImpact[];
  readonly activation: 'live' | 'node-by-node' | 'all-at-once';
  readonly summary: string;
  /** Reasons against the change: the cluster rejects it, or its effect is unknown. */
  readonly refused: readonly Reason[];
};

export type LiveCib = {
  /** The running document with its status. Null if it could not be read. */
  readonly live: XmlElement | null;
  /** Seconds since 1970. */
  readonly now: number;
};

/** The effect of a new CIB. Without the running document, all placement is unknown. */
export function ofCib(desired: XmlElement, { live, now }: LiveCib): Prediction {
  if (live === null)
    return refusal([{ sentence: 'the running cluster was not read, so what it would do is not known', line: 1 }]);
  const predicted = predictCib(live, desired, now);
  if (predicted.kind !== 'predicted') return refusal(predicted.reasons);
  return { services: predicted.services, activation: 'live', summary: summaryOf(predicted), refused: [] };
}

function refusal(reasons: readonly Reason[]): Prediction {
  return { services: [], activation: 'live', summary: reasons[0]?.sentence ?? '', refused: reasons };
}

function summaryOf({ services, fenced }: Extract<CibPrediction, { kind: 'predicted' }>): string {
  const of = (severity: number) => services.filter((service) => service.severity === severity).length;
  const parts = [
    [fenced.length, 'fenced'],
    [of(4), 'stopped'],
    [of(3), 'interrupted'],
    [of(2), 'migrated'],
    [of(1), 'started'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return said.length === 0 ? 'nothing is interrupted' : said.join(', ');
}

/** The effect of a new corosync.conf. A restart of corosync also stops the node's pacemaker and its resources. */
export function ofCorosync(before: string, after: string): Prediction {
  const { changes, activation, problem } = predictCorosync(before, after);
  if (problem !== null) return refusal([{ sentence: problem.message, line: problem.line }]);
  const refused = changes.filter((change) => change.class === 'refused' || change.class === 'never');
  if (refused.length > 0) return refusal(refused.map((change) => ({ sentence: sentenceOf(change), line: 1 })));
  const needed = activation === 'node-by-node' || activation === 'all-at-once' ? activation : 'live';
  const summary = changes.length === 0 ? 'corosync reads nothing new' : changes.map(sentenceOf).join('; ');
  return { services: [], activation: needed, summary, refused: [] };
}

function sentenceOf({ path, note, silent }: CorosyncChange): string {
  return `${path.replace(/\.$/, '')}: ${note}${silent ? ' (a reload returns 0 and does not apply it)' : ''}`;
}
