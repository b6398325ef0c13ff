/** crm_simulate as a second witness: the document that it is given, and its answer against our schedule. */
import { elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { Place } from '../../../diag/diagnostic.ts';
import type { Testimony, Witness } from '../../../impact/witness.ts';
import { engineNotAsked, enginesDisagree } from './findings.ts';
import { schedule, type Schedule } from './scheduler/schedule.ts';
import { xmlText } from './xml.ts';

/** Asks about the running document with the new configuration, at the time of the prediction: seconds since 1970. */
export function witnessOf(after: XmlElement, now: number, at: Place): Witness {
  const time = new Date(now * 1000).toISOString().replace('T', ' ').replace(/\..*/, 'Z');
  return {
    time,
    argv: [...SIMULATE, time],
    // Written only if the program is asked.
    get input() {
      return xmlText(after);
    },
    judge: (answer) => testimonyOf(answer, schedule(after, { now }), at),
  };
}

function testimonyOf(answer: Parameters<Witness['judge']>[0], next: Schedule, at: Place): Testimony {
  const predicted = [...next.nodes.filter(({ reason }) => reason !== null), ...next.resources].map(actionLine);
  if ('missing' in answer) {
    const diagnostics = [engineNotAsked(at, { why: answer.missing })];
    return { actions: null, predicted, isSame: false, diagnostics };
  }
  const actions = elementsIn(answer.root, 'actions').flatMap((list) => elementsIn(list).map(said));
  const [ours, theirs] = [without(predicted, actions), without(actions, predicted)];
  const isSame = ours.length + theirs.length === 0;
  return { actions, predicted, isSame, diagnostics: isSame ? [] : [enginesDisagree(at, { ours, theirs })] };
}

/** It reads a document on its standard input; the last argument is the time that it takes for now. */
export const SIMULATE = ['crm_simulate', '--xml-pipe', '--simulate', '--output-as=xml', '--set-datetime'] as const;

function said(element: XmlElement): string {
  return actionLine(Object.fromEntries(element.attributes.map(({ name, value }) => [name, value])));
}

/** An action as one line, whatever the order of its values. */
function actionLine(values: object): string {
  return Object.entries(values)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(' ');
}

/** The lines of the first list that the second lacks. A line counts as often as it occurs. */
function without(some: readonly string[], others: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1);
  return some.filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left <= 0;
  });
}
