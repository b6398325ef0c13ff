/** A review as Markdown, for a merge request. Long tables and file contents are left to the HTML page. Pure. */
import { greatest } from '../../base/lists.ts';
import { visible } from '../../diag/visible.ts';
import { count } from '../count.ts';
import { isBar, type Bar, type Block, type Cell, type Review, type Step, type Table, type Text } from './document.ts';

/** Most rows of a table and most steps: comments of merge requests are limited. Our choice. */
const MOST = 60;

export function renderMarkdown({ title, facts, sections }: Review): string {
  const about = facts.map(([name, value]) => `- ${name}: ${inline(value)}`);
  const parts = sections.map(({ title: heading, blocks }) =>
    [`## ${heading}`, ...blocks.flatMap(blockText)].join('\n\n'),
  );
  return `# ${escaped(title)}\n\n${about.join('\n')}\n\n${parts.join('\n\n')}\n`;
}

function blockText(block: Block): readonly string[] {
  switch (block.is) {
    case 'text':
      return [inline(block.text)];
    case 'callout':
      return [block.lines.map((line) => `> ${block.tone === 'bad' ? '**!** ' : ''}${inline(line)}`).join('  \n')];
    case 'table':
      return tableText(block);
    case 'steps':
      return stepsText(block.steps);
    case 'fold':
      return block.short === undefined ? [inline(block.title), ...block.blocks.flatMap(blockText)] : said(block.short);
    case 'diff':
      return [fenced(block.lines, 'diff')];
    case 'timeline':
      return [block.timeline.words];
    case 'listing':
    case 'picture':
      return [];
  }
}

function said(words: Text): readonly string[] {
  return words.length === 0 ? [] : [inline(words)];
}

function tableText({ caption, head, rows }: Table): readonly string[] {
  const shown = rows.slice(0, MOST).map((row) => `| ${row.map(cellText).join(' | ')} |`);
  const lines = [`| ${head.join(' | ')} |`, `|${head.map(() => ' --- |').join('')}`, ...shown];
  const more = rows.length - MOST;
  return [`**${caption}**`, lines.join('\n'), ...(more > 0 ? [`${count(more, 'more row')}: see the HTML page.`] : [])];
}

function cellText(cell: Cell): string {
  const words = isBar(cell) ? barText(cell) : inline(cell);
  return words.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function barText({ share, label }: Bar): string {
  return label === '' ? '' : `${label} (${Math.round(share * 100)} %)`;
}

function stepsText(steps: readonly Step[]): readonly string[] {
  const shown = steps.slice(0, MOST).map(({ title, details }, index) => {
    const lines = details.map(([name, value]) => `    - ${name}: ${inline(value)}`);
    return [`${index + 1}. ${inline(title)}`, ...lines].join('\n');
  });
  const more = steps.length - MOST;
  return [shown.join('\n'), ...(more > 0 ? [`${count(more, 'more step')}: see the HTML page.`] : [])];
}

function inline(words: Text): string {
  return words.map((one) => (typeof one === 'string' ? escaped(visible(one)) : codeText(visible(one.code)))).join('');
}

/** Text of a site that Markdown would read as its own. */
function escaped(words: string): string {
  return words.replaceAll(/[\\`*_[\]<>#~]/g, (sign) => `\\${sign}`).replaceAll('\n', ' ');
}

/** Between more backticks than the text has in a row. */
function codeText(words: string): string {
  const longest = greatest(
    [...words.matchAll(/`+/g)].map(([ticks]) => ticks.length),
    0,
  );
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${words.replaceAll('\n', ' ')}${pad}${fence}`;
}

function fenced(lines: readonly string[], language: string): string {
  const longest = greatest(
    lines.map((line) => /^`+/.exec(line)?.[0].length ?? 0),
    2,
  );
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${lines.join('\n')}\n${fence}`;
}
