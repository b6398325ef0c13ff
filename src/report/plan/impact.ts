/** What a new cluster.conf does to a running cluster, in words and as JSON (schemas/output/impact.schema.json). Pure; only shows. */
import picocolors from 'picocolors';
import type { Json } from '../../base/brand.ts';
import type { RenderOptions } from '../../diag/located.ts';
import { visible } from '../../diag/visible.ts';
import { lineOf, type Cause } from '../../stack/cman/impact/causes.ts';
import { SEVERITY, type Verdict } from '../../stack/cman/impact/classes.ts';
import { ACTIVATIONS, type DaemonChange } from '../../stack/cman/impact/daemons.ts';
import { ALL_DOWN, NEEDS, summaryOf, type Comparison } from '../../stack/cman/impact/compare-files.ts';
import { causeOf, outageOf, sentenceOf, WHOLE } from '../../stack/cman/impact/sentences.ts';
import { isSecretName } from '../../base/secret-names.ts';
import { change } from '../../impact/masked-value.ts';
import { platformName } from '../../platform/platform.ts';
import type { PlaceOf } from '../places.ts';

type Paint = ReturnType<typeof picocolors.createColors>;

/** Each service and VM that is affected, the changes of the daemons, what is in doubt, and all of it in one line. */
export function renderImpact(comparison: Comparison, options: Pick<RenderOptions, 'color'>): string {
  const { color } = options;
  const paint = picocolors.createColors(color);
  return [
    ...detailsOf(comparison, options),
    ...versionLines(comparison, paint),
    visible(summaryOf(comparison)),
    '',
  ].join('\n');
}

/** `placeOf`: where the site says what stands in a line of the new file. */
export type Shown = Pick<RenderOptions, 'color'> & { readonly placeOf?: PlaceOf | undefined };
type Telling = { readonly paint: Paint; readonly placeOf: PlaceOf };

/** The same, what takes all of it down first, without what both files say of their version, and without the summary. */
export function detailsOf(comparison: Comparison, { color, placeOf = () => undefined }: Shown): readonly string[] {
  const paint = picocolors.createColors(color);
  const telling = { paint, placeOf };
  const affected = comparison.impact.verdicts.filter((verdict) => verdict.class !== 'NONE');
  const services = affected.flatMap((verdict) => verdictLines(verdict, comparison, telling));
  const hardestFirst = comparison.daemons.toSorted((a, b) => hardness(b) - hardness(a));
  const daemons = hardestFirst.flatMap((one) => daemonLines(one, telling));
  return [
    ...(ALL_DOWN.includes(comparison.activation) ? [daemons, services] : [services, daemons]).flat(),
    ...comparison.doubts.map(({ file, line, what }) =>
      paint.yellow(visible(`in doubt, line ${line} of the ${file} file: ${what}`)),
    ),
  ];
}

function hardness({ activation }: DaemonChange): number {
  return ACTIVATIONS.indexOf(activation);
}

/** What is away for a while, or for good, in red; what loses something, in yellow. */
function coloured({ class: name }: Verdict, paint: Paint): string {
  if (SEVERITY[name] >= SEVERITY.SUBTREE_STOP) return paint.red(name);
  return SEVERITY[name] >= SEVERITY.VM_REBIND ? paint.yellow(name) : paint.green(name);
}

function verdictLines(verdict: Verdict, { platform, impact }: Comparison, telling: Telling): readonly string[] {
  const { paint } = telling;
  return [
    `${coloured(verdict, paint)} ${visible(`${sentenceOf(verdict)}; ${outageOf(verdict, platform).words}`)}`,
    ...verdict.causes.map((cause) => {
      const line = lineOf(cause, verdict.name, impact.after);
      return causeLine(causeOf(cause), { line, ...(cause.what === 'attribute' ? cause : {}) }, telling);
    }),
  ];
}

function daemonLines(one: DaemonChange, telling: Telling): readonly string[] {
  return [visible(`${one.element} ${NEEDS[one.activation]}`), causeLine(wordsOf(one), one, telling)];
}

function wordsOf({ what, attribute = '', from, to }: DaemonChange): string {
  return what === 'attribute' ? change(attribute, from, to) : `it ${WHOLE[what]}`;
}

type InFile = { readonly line?: number | undefined; readonly attribute?: string };

/** What is to blame, and where the site says so. */
function causeLine(words: string, { line, attribute }: InFile, { paint, placeOf }: Telling): string {
  const place = line === undefined ? undefined : placeOf(line, attribute);
  return paint.dim(visible(`    ${words}${place === undefined ? '' : ` (${place})`}`));
}

function versionLines({ version, daemons, impact }: Comparison, paint: Paint): readonly string[] {
  const different = daemons.length > 0 || impact.operations.length > 0;
  if (!version.refused || !different) return [];
  return [
    paint.yellow(visible(`config_version ${version.from} -> ${version.to}: cman refuses a version that does not rise`)),
  ];
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
