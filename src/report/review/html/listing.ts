/** A file as a table: number, line, and the place in the site that it comes from. Pure. */
import type { FileLine } from '../file-lines.ts';
import type { LinePlace } from '../line-places.ts';
import { highlighted } from './highlight.ts';
import { markup, type Markup } from './markup.ts';

/** Most places of a line that are shown. */
const MOST = 2;

export function listingOf(name: string, lines: readonly FileLine[]): Markup {
  const isXml = lines.some(({ text }) => text.startsWith('<'));
  const rows = lines.map(({ text, from }, index) => {
    const words = highlighted(text, isXml);
    return markup`<tr><td>${index + 1}</td><td><code>${words}</code></td><td>${placesOf(from)}</td></tr>\n`;
  });
  return markup`<div class="scroll" role="region" aria-label="${name}" tabindex="0">
<table class="listing">
<thead><tr><th scope="col">Line</th><th scope="col">Text</th><th scope="col">Comes from</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
</div>
`;
}

function placesOf(from: readonly LinePlace[]): readonly (string | Markup)[] {
  const more = from.length - MOST;
  const shown = from.slice(0, MOST).map(({ path, place }) => markup`<span>${path} <b>${place}</b></span> `);
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}
