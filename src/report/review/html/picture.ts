/** A topology as a picture of lines and text. Colours and fonts are those of the page. */
import type { Topology } from '../topology/box.ts';
import { drawnLines, drawnTitle, LINE, PADDING, TITLE, titleHeight } from './dot.ts';
import { layoutOf, type Layout, type LayOut, type PlacedBox, type PlacedLink, type Point } from './layout.ts';
import { markup, type Markup } from './markup.ts';

/** Room around the picture, in pixels. */
const MARGIN = 8;

export function pictureOf(topology: Topology, layOut: LayOut): Markup {
  const layout = layoutOf(topology, layOut);
  const width = layout.width + 2 * MARGIN;
  const height = layout.height + 2 * MARGIN;
  const view = `${-MARGIN} ${-MARGIN} ${width} ${height}`;
  return markup`<figure>
<div class="scroll" role="region" aria-label="Picture of the topology" tabindex="0">
<svg class="topology" role="img" aria-label="${topology.words}" width="${width}" height="${height}" viewBox="${view}">
${frameOf(layout)}${layout.links.map(linkOf)}${layout.boxes.map(boxOf)}
</svg>
</div>
<figcaption>${topology.words}. ${legendOf(topology)}</figcaption>
</figure>`;
}

function frameOf({ frame }: Layout): Markup {
  if (frame === null) return markup``;
  const { x, y, width, height } = frame;
  return markup`<rect class="frame" x="${x}" y="${y}" width="${width}" height="${height}" rx="8" />`;
}

function linkOf({ link, curve, tip, label }: PlacedLink): Markup {
  const [first, ...rest] = curve;
  if (first === undefined) return markup``;
  const path = `M${first.join(' ')}C${rest.map((point) => point.join(' ')).join(' ')}`;
  const words = label === null || link.label === undefined ? markup`` : labelOf(label, link.label);
  return markup`<path class="link ${link.kind}" d="${path}" />${arrowOf(curve, tip, link.kind)}${words}
`;
}

function arrowOf(curve: readonly Point[], tip: Point | null, kind: string): Markup {
  const base = curve.at(-1);
  if (kind !== 'failover' || tip === null || base === undefined) return markup``;
  const [across, down] = [tip[0] - base[0], tip[1] - base[1]];
  const length = Math.hypot(across, down) || 1;
  const [sideX, sideY] = [(-down / length) * 3.5, (across / length) * 3.5];
  const points = [tip, [base[0] + sideX, base[1] + sideY], [base[0] - sideX, base[1] - sideY]];
  const text = points.map((point) => point.map((value) => value.toFixed(1)).join(',')).join(' ');
  return markup`<polygon class="arrow" points="${text}" />`;
}

function labelOf([x, y]: Point, words: string): Markup {
  const chip = markup`<rect class="chip" x="${x - 12}" y="${y - 8}" width="24" height="16" rx="8"/>`;
  return markup`${chip}<text class="count" x="${x}" y="${y + 4}">${words}</text>`;
}

function boxOf({ box, x, y, width, height }: PlacedBox): Markup {
  const head = titleHeight(box);
  const titles = drawnTitle(box).map((part, index) => textAt('title', x + PADDING, y + TITLE - 9 + index * LINE, part));
  const lines = drawnLines(box).map(({ text, id }, index) => {
    const top = y + head + index * LINE;
    const words = textAt('line', x + PADDING, top + 13, text);
    return id === undefined
      ? words
      : markup`<rect class="vm" x="${x + 4}" y="${top}" width="${width - 8}" height="${LINE - 2}" rx="3" />${words}`;
  });
  const outline = markup`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`;
  return markup`<g class="box ${box.kind}">${outline}${titles}${lines}</g>
`;
}

function textAt(name: string, x: number, y: number, words: string): Markup {
  return markup`<text class="${name}" x="${x.toFixed(1)}" y="${y.toFixed(1)}">${words}</text>`;
}

function legendOf({ links }: Topology): string {
  const arrows = links.filter(({ kind }) => kind === 'failover');
  if (arrows.length === 0) return 'A line to the frame is a link to all hosts.';
  const counted = arrows.some(({ label }) => label !== undefined);
  const meaning = counted
    ? 'An arrow shows where the VMs of a host restart first if it fails, and how many'
    : 'An arrow shows where a VM restarts first if its host fails';
  return `${meaning}. A line to the frame is a link to all hosts. VMs are in the host where they run first.`;
}
