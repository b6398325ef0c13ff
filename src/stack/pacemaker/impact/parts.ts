/** The effect of a new CIB that comes in parts: each is predicted on the cluster that the one before has left at rest. */
import { elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { Prediction } from '../../../impact/impact.ts';
import { cibChanges } from './cib/changes.ts';
import { withConfiguration } from './cib/merge.ts';
import { stagesOf } from './cib/stages.ts';
import { played } from './after-transition.ts';
import { blamed, ofCib, type CibPair, type CibPredicted } from './prediction.ts';

type InParts = { readonly prediction: Prediction; readonly parts: readonly CibPredicted[] };

/** As one, where one part cannot be predicted. */
export function inParts(pair: CibPair): InParts {
  const after = withConfiguration(pair.live, pair.desired, pair.keeps);
  const stages = stagesOf(pair.live, after);
  if (stages.length > 1) {
    const parts = predictedOf(
      stages.map(({ document }) => document),
      pair,
    );
    if (parts.every(({ predicted }) => predicted !== undefined))
      return { prediction: joined(parts, pair.live, after), parts };
  }
  const whole = ofCib(pair);
  return { prediction: whole.prediction, parts: [whole] };
}

function predictedOf(documents: readonly XmlElement[], { live, members, lines }: CibPair): readonly CibPredicted[] {
  let at = live;
  return documents.map((document) => {
    const part = ofCib({ live: at, desired: withStatusOf(at, document), members, lines });
    if (part.predicted !== undefined) at = played(part.predicted.after, part.predicted.next, part.now);
    return part;
  });
}

function withStatusOf(at: XmlElement, document: XmlElement): XmlElement {
  const others = document.children.filter((child) => !('name' in child && child.name === 'status'));
  return { ...document, children: [...others, ...elementsIn(at, 'status')] };
}

const ELSE = /(?:^|; )everything (?:else )?keeps running$/;

/** Causes are those of the whole change. */
function joined(parts: readonly CibPredicted[], live: XmlElement, after: XmlElement): Prediction {
  const all = parts.map(({ prediction }) => prediction);
  const [old, now] = [live, after].map((one) => elementsIn(one, 'configuration')[0]);
  const effects = all.flatMap(({ services }) => services);
  const isMore = ({ name, effect }: (typeof effects)[number]) =>
    effect !== 'monitor-only' || effects.every((one) => one.name !== name || one.effect === effect);
  const [first, ...rest] = all.map(({ summary }) => summary.replace(ELSE, '')).filter((summary) => summary !== '');
  const done = [first, ...rest.map((summary) => `then ${summary}`)].filter((summary) => summary !== undefined);
  return {
    ...blamed(effects.filter(isMore), cibChanges(old, now), after),
    doubts: [...new Set(all.flatMap(({ doubts }) => doubts))],
    refusals: all.flatMap(({ refusals }) => refusals),
    activation: 'live',
    summary: done.length === 0 ? 'everything keeps running' : `${done.join('; ')}; everything else keeps running`,
    isDifferent: all.some(({ isDifferent }) => isDifferent),
    diagnostics: all.flatMap(({ diagnostics }) => diagnostics),
  };
}
