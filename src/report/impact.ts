/** What a new cluster.conf does to a running cluster, in words and as JSON (schemas/output/impact.schema.json). Pure; only shows. */
import picocolors from 'picocolors';
import type { Json } from '../base/brand.ts';
import type { RenderOptions } from '../diag/located.ts';
import type { Cause } from '../impact/causes.ts';
import { SEVERITY, type Verdict } from '../impact/classes.ts';
import type { DaemonChange } from '../impact/daemons.ts';
import { NEEDS, summaryOf, type Comparison } from '../impact/report.ts';
import { causeOf, outageOf, sentenceOf } from '../impact/sentences.ts';
import { change, isSecret } from '../impact/shown.ts';
import { platformName } from '../platform/platform.ts';

type Paint = ReturnType<typeof picocolors.createColors>;

/** Each service and VM that is affected, the changes of the daemons, what is in doubt, and all of it in one line. */
export function renderImpact(comparison: Comparison, { color }: Pick<RenderOptions, 'color'>): string {
  const paint = picocolors.createColors(color);
  const affected = comparison.impact.verdicts.filter((verdict) => verdict.class !== 'NONE');
  return [
    ...affected.flatMap((verdict) => verdictLines(verdict, comparison, paint)),
    ...comparison.daemons.flatMap((one) => daemonLines(one, paint)),
    ...versionLines(comparison, paint),
    ...comparison.doubts.map(({ file, line, what }) =>
      paint.yellow(`in doubt, line ${line} of the ${file} file: ${what}`),
    ),
    summaryOf(comparison),
    '',
  ].join('\n');
}

/** What is away for a while, or for good, in red; what loses something, in yellow. */
function coloured({ class: name }: Verdict, paint: Paint): string {
  if (SEVERITY[name] >= SEVERITY.SUBTREE_STOP) return paint.red(name);
  return SEVERITY[name] >= SEVERITY.VM_REBIND ? paint.yellow(name) : paint.green(name);
}

function verdictLines(verdict: Verdict, { platform }: Comparison, paint: Paint): readonly string[] {
  return [
    `${coloured(verdict, paint)} ${sentenceOf(verdict)}; ${outageOf(verdict, platform).words}`,
    ...verdict.causes.map((cause) => paint.dim(`    ${causeOf(cause)}`)),
  ];
}

function daemonLines(one: DaemonChange, paint: Paint): readonly string[] {
  const words = one.attribute === undefined ? one.what : change(one.attribute, one.from, one.to);
  return [`${one.element} ${NEEDS[one.activation]}`, paint.dim(`    ${words}`)];
}

function versionLines({ version, daemons, impact }: Comparison, paint: Paint): readonly string[] {
  const different = daemons.length > 0 || impact.operations.length > 0;
  if (!version.refused || !different) return [];
  return [paint.yellow(`config_version ${version.from} -> ${version.to}: cman refuses a version that does not rise`)];
}

/** The same as data; values of secrets are left out. */
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
    daemons: daemons.map((one) => ({ ...withoutSecret(one), needs: NEEDS[one.activation] })),
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
  if (isSecret(one.attribute ?? '')) return rest;
  return { ...rest, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
