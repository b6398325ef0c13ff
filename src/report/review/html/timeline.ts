/** The worst case of a push as bars on a time axis, against the end of the window. Pure. */
import { span } from '../../span.ts';
import type { Timeline } from '../document.ts';
import { markup, type Markup } from './markup.ts';

/** Widths of the axis in its own units: the page stretches it. */
const WHOLE = 1000;

export function timelineOf({ spans, worstCase, left, words }: Timeline): Markup {
  const longest = Math.max(worstCase, left ?? 0, 1);
  const at = (millis: number) => ((Math.min(millis, longest) / longest) * WHOLE).toFixed(1);
  const end = left === null ? '' : markup`<rect class="end" x="${at(left - longest * 0.002)}" width="2" height="12"/>`;
  const rows = spans.map(({ name, from, millis }) => {
    const kind = left !== null && from + millis > left ? 'late' : 'part';
    const width = Math.max(3, Number(at(millis)));
    return markup`<tr><th scope="row">${name}</th><td>after ${span(from)}</td><td>${span(millis)}</td>
<td><svg class="time" viewBox="0 0 ${WHOLE} 12" preserveAspectRatio="none" aria-hidden="true">
<rect class="track" width="${WHOLE}" height="12"/><rect class="${kind}" x="${at(from)}" width="${width}" height="12"/>${end}</svg></td></tr>
`;
  });
  const head = ['Step', 'Starts', 'Takes at most', `From the start to ${span(longest)}`];
  const table = markup`<div class="scroll" role="region" aria-label="Steps on the timeline" tabindex="0">
<table class="timeline">
<caption>Timeline, if every step takes its worst case</caption>
<thead><tr>${head.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table>
</div>
`;
  return markup`<p>${words}</p>${spans.length === 0 ? '' : table}`;
}
