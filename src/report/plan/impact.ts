/** A prediction in words. Pure. */
import picocolors from 'picocolors';
import type { RenderOptions } from '../../diag/located.ts';
import { visible } from '../../diag/visible.ts';
import type { Cause, Heard, Prediction, ServiceEffect, SettingEffect } from '../../impact/impact.ts';
import { count } from '../count.ts';
import type { PlaceOf } from '../places.ts';

type Paint = ReturnType<typeof picocolors.createColors>;

/** Each affected service and VM, the changed settings, doubts, and a summary in one line. */
export function renderImpact(prediction: Prediction, options: Pick<RenderOptions, 'color'>): string {
  const paint = picocolors.createColors(options.color);
  const refusals = prediction.refusals.map((refusal) => paint.yellow(visible(refusal)));
  return [...detailsOf(prediction, options), ...refusals, visible(prediction.summary), ''].join('\n');
}

/** `placeOf`: the place in the site of a line of the new file. */
export type Shown = Pick<RenderOptions, 'color' | 'brief'> & { readonly placeOf?: PlaceOf | undefined };
type How = { readonly paint: Paint; readonly placeOf: PlaceOf };

/** The same without refusals and summary. A change that stops all services comes first. */
export function detailsOf(
  { services, settings, doubts, activation }: Prediction,
  { color, placeOf = () => undefined }: Shown,
): readonly string[] {
  const how = { paint: picocolors.createColors(color), placeOf };
  const ofServices = services.flatMap((one) => serviceLines(one, how));
  const ofSettings = settings.flatMap((one) => settingLines(one, how));
  return [
    ...(activation === 'all-at-once' ? [ofSettings, ofServices] : [ofServices, ofSettings]).flat(),
    ...doubts.map((doubt) => how.paint.yellow(visible(doubt))),
  ];
}

function serviceLines({ effect, severity, sentence, causes }: ServiceEffect, how: How): readonly string[] {
  const color = { none: how.paint.green, loss: how.paint.yellow, outage: how.paint.red }[severity];
  return [`${color(effect)} ${visible(sentence)}`, ...causes.map((cause) => causeLine(cause, how))];
}

function settingLines({ sentence, cause }: SettingEffect, how: How): readonly string[] {
  return [visible(sentence), causeLine(cause, how)];
}

/** The change and its place in the site. */
function causeLine({ words, line, attribute }: Cause, { paint, placeOf }: How): string {
  const place = line === undefined ? undefined : placeOf(line, attribute);
  return paint.dim(visible(`    ${words}${place === undefined ? '' : ` (${place})`}`));
}

/** What the cluster's own engine says. Where it says the same, its actions are listed only if all is. */
export function heardLines({ program, node, actions, predicted, isSame }: Heard, { color, brief }: Shown) {
  const paint = picocolors.createColors(color);
  if (actions === null) return [paint.red(`${program} was not asked`)];
  const listed = (lines: readonly string[]) => lines.map((line) => paint.dim(visible(`    ${line}`)));
  const all = count(actions.length, 'action');
  if (isSame) return [`${program} on ${node} says the same: ${all}`, ...(brief === false ? listed(actions) : [])];
  return [
    paint.red(`${program} on ${node} says something else: ${all}`),
    ...listed(actions),
    paint.red(`the prediction above comes from ${count(predicted.length, 'action')}`),
    ...listed(predicted),
  ];
}
