/** The blocks of a review as HTML. */
import { isBar, type Bar, type Block, type Cell, type Fold, type Step, type Table, type Text } from '../document.ts';
import type { LayOut } from './layout.ts';
import { listingOf } from './listing.ts';
import { markup, type Markup } from './markup.ts';
import { pictureOf } from './picture.ts';
import { timelineOf } from './timeline.ts';

export function blockOf(block: Block, layOut: LayOut): Markup {
  switch (block.is) {
    case 'text':
      return markup`<p>${inline(block.text)}</p>`;
    case 'callout':
      return markup`<div class="callout ${block.tone}">${block.lines.map((line) => markup`<p>${inline(line)}</p>`)}</div>`;
    case 'table':
      return tableOf(block);
    case 'steps':
      return markup`<ol class="steps">${block.steps.map(stepOf)}</ol>`;
    case 'fold':
      return foldOf(block, layOut);
    case 'diff':
      return diffOf(block.lines);
    case 'listing':
      return listingOf(block.name, block.lines);
    case 'picture':
      return pictureOf(block.topology, layOut);
    case 'timeline':
      return timelineOf(block.timeline);
  }
}

function foldOf({ title, blocks, isOpen }: Fold, layOut: LayOut): Markup {
  const inside = blocks.map((block) => blockOf(block, layOut));
  return markup`<details${isOpen === true ? ' open' : ''}><summary>${inline(title)}</summary>
${inside}</details>
`;
}

export function inline(words: Text): readonly Markup[] {
  return words.map((one) => (typeof one === 'string' ? markup`${one}` : markup`<code>${breakable(one.code)}</code>`));
}

/** A narrow screen breaks a path after a slash, not within a name. */
function breakable(code: string): readonly Markup[] {
  return code.split(/(?<=[^/]\/)(?=[^/])/).map((part, index) => (index === 0 ? markup`${part}` : markup`<wbr>${part}`));
}

/** Up to this many columns the cells of a row stand below each other on a narrow screen. */
const FEW_COLUMNS = 8;

function tableOf({ caption, head, rows }: Table): Markup {
  const isWide = head.length > FEW_COLUMNS;
  const headings = head.map((name) => markup`<th role="columnheader" scope="col">${name}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((cell, index) => cellOf(cell, head[index] ?? ''));
    return markup`<tr role="row">${cells}</tr>\n`;
  });
  return markup`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table role="table" class="${isWide ? 'wide' : 'stack'}">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${headings}</tr></thead>
<tbody role="rowgroup">
${body}</tbody>
</table>
</div>
`;
}

function cellOf(cell: Cell, name: string): Markup {
  if (isBar(cell)) return markup`<td role="cell" data-head="${name}">${barOf(cell)}</td>`;
  if (cell.every((part) => part === '')) return markup`<td role="cell"></td>`;
  return markup`<td role="cell" data-head="${name}"><div>${inline(cell)}</div></td>`;
}

function barOf({ share, label }: Bar): Markup {
  if (label === '') return markup``;
  const tone = share > 1 ? 'over' : share > 0.9 ? 'tight' : 'fits';
  const percent = Math.round(share * 100);
  const width = Math.min(100, percent);
  return markup`<div class="measure"><svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
<rect class="track" width="100" height="8"/><rect class="${tone}" width="${width}" height="8"/></svg>
${label} (${percent}\u00a0%)</div>`;
}

function stepOf({ title, tone = 'plain', details }: Step): Markup {
  const rows = details.map(([name, value]) => markup`<dt>${name}</dt><dd>${inline(value)}</dd>\n`);
  return markup`<li class="${tone}"><h3>${inline(title)}</h3><dl>${rows}</dl></li>\n`;
}

function diffOf(lines: readonly string[]): Markup {
  const rows = lines.map((line) => markup`<span class="${kindOf(line)}">${line}\n</span>`);
  return markup`<pre class="diff" role="group" aria-label="Changed lines" tabindex="0">${rows}</pre>`;
}

function kindOf(line: string): string {
  if (line.startsWith('+')) return 'ins';
  if (line.startsWith('-')) return 'del';
  return line.startsWith('@@') ? 'at' : 'same';
}
