/** A comparison of two cluster.conf as a prediction: in words, and as JSON (schemas/output/impact.schema.json). Pure. */
import { isSecretName } from '../../../base/secret-names.ts';
import type { Json } from '../../../base/brand.ts';
import type { Activation } from '../../../deploy/plan/plan.ts';
import type { Diagnostic } from '../../../diag/diagnostic.ts';
import type { Cause as ShownCause, Prediction, ServiceEffect, SettingEffect } from '../../../impact/impact.ts';
import { change } from '../../../impact/masked-value.ts';
import { platformName } from '../../../platform/platform.ts';
import { lineOf, type Cause } from './causes.ts';
import { SEVERITY, type Verdict } from './classes.ts';
import { ALL_DOWN, isDifferent, NEEDS, summaryOf, type Comparison } from './compare-files.ts';
import { ACTIVATIONS, type DaemonChange } from './daemons.ts';
import { causeOf, outageOf, sentenceOf, WHOLE } from './sentences.ts';

export function predictionOf(comparison: Comparison, diagnostics: readonly Diagnostic[]): Prediction {
  const { impact, daemons, doubts } = comparison;
  const affected = impact.verdicts.filter((verdict) => verdict.class !== 'NONE');
  return {
    services: affected.map((verdict) => serviceEffect(verdict, comparison)),
    settings: daemons.toSorted((a, b) => hardness(b) - hardness(a)).map(settingEffect),
    doubts: doubts.map(({ file, line, what }) => `in doubt, line ${line} of the ${file} file: ${what}`),
    refusals: refusalsOf(comparison),
    activation: activationOf(comparison),
    summary: summaryOf(comparison),
    isDifferent: isDifferent(comparison),
    diagnostics,
  };
}

function activationOf({ activation }: Comparison): Activation {
  if (ALL_DOWN.includes(activation)) return 'all-at-once';
  return activation === 'next-join' || activation === 'qdiskd-restart' ? 'node-by-node' : 'live';
}

function hardness({ activation }: DaemonChange): number {
  return ACTIVATIONS.indexOf(activation);
}

function serviceEffect(verdict: Verdict, { platform, impact }: Comparison): ServiceEffect {
  const severity = SEVERITY[verdict.class];
  return {
    name: verdict.name,
    effect: verdict.class,
    severity: severity >= SEVERITY.SUBTREE_STOP ? 'outage' : severity >= SEVERITY.VM_REBIND ? 'loss' : 'none',
    sentence: `${sentenceOf(verdict)}; ${outageOf(verdict, platform).words}`,
    causes: verdict.causes.map((cause): ShownCause => {
      const line = lineOf(cause, verdict.name, impact.after);
      return { words: causeOf(cause), line, ...(cause.what === 'attribute' ? { attribute: cause.attribute } : {}) };
    }),
  };
}

function settingEffect(one: DaemonChange): SettingEffect {
  const { line, attribute } = one;
  const cause = { words: wordsOf(one), line, ...(attribute === undefined ? {} : { attribute }) };
  return { sentence: `${one.element} ${NEEDS[one.activation]}`, cause };
}

function wordsOf({ what, attribute = '', from, to }: DaemonChange): string {
  return what === 'attribute' ? change(attribute, from, to) : `it ${WHOLE[what]}`;
}

function refusalsOf({ version, daemons, impact }: Comparison): readonly string[] {
  const different = daemons.length > 0 || impact.operations.length > 0;
  if (!version.refused || !different) return [];
  return [`config_version ${version.from} -> ${version.to}: cman refuses a version that does not rise`];
}

/** The same as JSON, without secret values. */
export function impactJson(comparison: Comparison): Json {
  const { platform, impact, daemons, activation, version, doubts } = comparison;
  return {
    version: 1,
    platform: platformName(platform),
    services: impact.verdicts.map((verdict) => {
      const { stopSeconds, words } = outageOf(verdict, platform);
      return {
        name: verdict.name,
        class: verdict.class,
        sentence: sentenceOf(verdict),
        outage: { stop_seconds: stopSeconds, words },
        resources: verdict.resources,
        autostart: verdict.autostart,
        causes: verdict.causes.map(causeJson),
      };
    }),
    operations: impact.operations.map(({ within: _within, ...one }) => ({ ...one })),
    daemons: daemons.map(({ line: _line, ...one }) => ({ ...withoutSecret(one), needs: NEEDS[one.activation] })),
    cluster: activation,
    config_version: { ...version },
    doubts: doubts.map((one) => ({ ...one })),
    summary: summaryOf(comparison),
  };
}

function causeJson(cause: Cause): Json {
  return cause.what === 'attribute' ? { ...withoutSecret(cause) } : { ...cause };
}

type Changed = { readonly attribute?: string; readonly from?: string; readonly to?: string };

function withoutSecret<T extends Changed>(one: T): Omit<T, 'from' | 'to'> & Pick<Changed, 'from' | 'to'> {
  const { from, to, ...rest } = one;
  if (isSecretName(one.attribute ?? '')) return rest;
  return { ...rest, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
