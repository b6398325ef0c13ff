/** The predictions of this stack, for a new CIB or a new corosync.conf of a running cluster, in the common form. Pure. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { isError, type Diagnostic } from '../../../diag/diagnostic.ts';
import type { Cause, Prediction, ServiceEffect, SettingEffect } from '../../../impact/impact.ts';
import { change, isWithheld } from '../../../impact/masked-value.ts';
import { atRest, hasStatus, membersIn } from './at-rest.ts';
import { cibChanges, isWhole, wordsOf, type CibChange } from './cib/changes.ts';
import { structureOf } from './cib/structure.ts';
import type { KeepsSecret } from './cib/merge.ts';
import { cibRefused, notPredicted } from './findings.ts';
import { withMaskedDigests } from './masked-digests.ts';
import { predictCib, type Predicted, type ServiceImpact } from './predict.ts';
import { changeFindings, type Lines } from './rules.ts';
import { integerOf } from './scheduler/input/text.ts';
import { sentenceOf, summaryOf } from './sentences.ts';

export type CibPair = {
  /** The running document, at best with its status. */
  readonly live: XmlElement;
  readonly desired: XmlElement;
  /** Names of the members in the order of their numbers; none where nothing names them. */
  readonly members: readonly string[];
  readonly lines: Lines;
  /** Which secrets keep their running values; all unless given. */
  readonly keeps?: KeepsSecret | undefined;
};

/** `live`: the running document, with the status of a cluster at rest where it had none. */
export type CibPredicted = {
  readonly prediction: Prediction;
  readonly live: XmlElement;
  readonly now: number;
  readonly changes: readonly CibChange[];
  /** Absent for a document that is refused or not modelled. */
  readonly predicted?: Predicted;
};

/** The effect of a new CIB. Without a status, that on a cluster at rest. */
export function ofCib({ live: found, desired, members, lines, keeps }: CibPair): CibPredicted {
  const names = members.length > 0 ? members : membersIn(found);
  const now = hasStatus(found) ? timeOf(found) : null;
  const live = now === null ? atRest(found, names) : withMaskedDigests(found, now);
  return foretold({ found, live, now: now ?? timeOf(live), desired, lines, keeps });
}

type Known = Pick<CibPair, 'desired' | 'lines'> & {
  readonly found: XmlElement;
  readonly live: XmlElement;
  readonly now: number;
  readonly keeps: KeepsSecret | undefined;
};

function foretold({ found, live, now, desired, lines, keeps }: Known): CibPredicted {
  const predicted = predictCib(live, desired, now, keeps);
  const doubts = doubtsAbout(found, live);
  if (predicted.kind !== 'predicted') return { ...refusal(predicted, doubts, lines), live, now, changes: [] };
  const changes = cibChanges(elementsIn(live, 'configuration')[0], elementsIn(predicted.after, 'configuration')[0]);
  const prediction = predictionOf(predicted, changes, doubts, changeFindings(live, predicted, changes, lines));
  return { prediction, live, now, changes, predicted };
}

/** Seconds since 1970 of the newest thing in the status: so a prediction is the same whenever it is made. */
export function timeOf(cib: XmlElement): number {
  let newest = 1;
  for (const result of resultsIn(cib)) newest = Math.max(newest, integerOf(attributeOf(result, 'last-rc-change')));
  return newest;
}

/** What nodes recorded of operations. */
function* resultsIn(cib: XmlElement): Generator<XmlElement> {
  for (const status of elementsIn(cib, 'status'))
    for (const state of elementsIn(status, 'node_state'))
      for (const lrm of elementsIn(state, 'lrm'))
        for (const list of elementsIn(lrm, 'lrm_resources'))
          for (const record of elementsIn(list, 'lrm_resource')) yield* elementsIn(record, 'lrm_rsc_op');
}

function doubtsAbout(found: XmlElement, live: XmlElement): readonly string[] {
  if (!hasStatus(found))
    return [
      'in doubt: the old document has no status, so every node counts as up, and all runs where pacemaker first places it',
    ];
  let undigested = 0;
  for (const result of resultsIn(live)) if (isUndigested(result)) undigested += 1;
  if (undigested === 0) return [];
  return [`in doubt: ${undigested} results in the status have no op-digest, so what they are about counts as changed`];
}

/** The result of a start that no digest proves unchanged. */
function isUndigested(entry: XmlElement): boolean {
  if (attributeOf(entry, 'operation') !== 'start' || attributeOf(entry, 'rc-code') !== '0') return false;
  return attributeOf(entry, 'op-digest') === undefined;
}

const NOTHING: Omit<Prediction, 'summary' | 'diagnostics' | 'doubts'> = {
  services: [],
  settings: [],
  refusals: [],
  activation: 'live',
  isDifferent: true,
};

type Refused = Exclude<ReturnType<typeof predictCib>, { kind: 'predicted' }>;

function refusal({ kind, reasons }: Refused, doubts: readonly string[], lines: Lines) {
  const diagnostics = reasons.map(({ sentence, line }) =>
    kind === 'refused'
      ? cibRefused(lines.after(line), { reason: sentence })
      : notPredicted(lines.after(line), { reason: sentence }),
  );
  const summary =
    kind === 'refused' ? 'the cluster refuses the document, and nothing changes' : 'what the change does is not known';
  return { prediction: { ...NOTHING, doubts, diagnostics, summary } };
}

function predictionOf(
  predicted: Predicted,
  changes: readonly CibChange[],
  doubts: readonly string[],
  diagnostics: readonly Diagnostic[],
): Prediction {
  const { fenced, after } = predicted;
  const services = inOrder(predicted.services, [...structureOf(after).resources.keys()]);
  const withheld = changes.filter(({ from, to }) => isWithheld(from) || isWithheld(to));
  return {
    ...NOTHING,
    ...blamed(services.map(serviceEffect), changes, after),
    doubts: [...doubts, ...withheld.map(({ key }) => `in doubt: ${key} is hidden on one side, and counts as changed`)],
    summary: summaryOf(services, fenced),
    isDifferent: changes.length > 0 || services.some(({ pending }) => !pending) || diagnostics.some(isError),
    diagnostics,
  };
}

/** The services with the changes that concern them, and the other changes. */
export function blamed(
  services: readonly ServiceEffect[],
  changes: readonly CibChange[],
  after: XmlElement,
): Pick<Prediction, 'services' | 'settings'> {
  const { around } = structureOf(after);
  const used = new Set<CibChange>();
  const byResource = grouped(changes);
  return {
    services: services.map((service) => {
      const names = [service.name, ...(around.get(service.name) ?? [])];
      const own = [...new Set(names.flatMap((name) => byResource.get(name) ?? []))];
      for (const one of own) used.add(one);
      const itself = own.find((one) => one.key === service.name && one.what !== 'changed');
      return { ...service, causes: (itself === undefined ? own : [itself]).map(causeOf) };
    }),
    settings: changes.filter((one) => !used.has(one)).map(settingEffect),
  };
}

/** Those of the document in its order, then what is gone. */
function inOrder(services: readonly ServiceImpact[], ids: readonly string[]): readonly ServiceImpact[] {
  const places = new Map(ids.map((id, at) => [id, at]));
  const placeOf = ({ name }: ServiceImpact) => places.get(name) ?? ids.length;
  return services.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function grouped(changes: readonly CibChange[]): ReadonlyMap<string, readonly CibChange[]> {
  const groups = new Map<string, CibChange[]>();
  for (const one of changes)
    for (const name of one.setting.resources) {
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [one]);
      else group.push(one);
    }
  return groups;
}

function serviceEffect(service: ServiceImpact): ServiceEffect {
  return {
    name: service.name,
    effect: service.effect,
    severity: severityOf(service),
    sentence: sentenceOf(service),
    causes: [],
  };
}

/** A fence device that restarts takes nothing down; for a while it could not fence. */
function severityOf({ effect, isFenceDevice }: ServiceImpact): ServiceEffect['severity'] {
  if (!['stop', 'restart', 'move'].includes(effect)) return 'none';
  return isFenceDevice ? 'loss' : 'outage';
}

/** Only what is in the new document has a line there. */
function causeOf(one: CibChange): Cause {
  const { what, setting } = one;
  return { words: wordsOf(one), ...(what === 'removed' ? {} : { line: setting.line, attribute: setting.attribute }) };
}

function settingEffect(one: CibChange): SettingEffect {
  const { setting, from, to, what } = one;
  const words =
    isWhole(one) && what !== 'changed'
      ? `it is ${what === 'added' ? 'new' : 'gone'}`
      : change(setting.attribute, from, to);
  return {
    sentence: `${setting.owner}: taken over at once`,
    cause: { ...causeOf(one), words: words.trim() },
  };
}
