/** Lines no wider than a terminal: folded between words, as a terminal itself breaks inside of them. Pure. */
import { columnsOf } from './visible.ts';

/** Colours take no column. */
const COLOUR = /\u001b\[[0-9;]*m/g;
/** How much further in than its line a continuation begins. */
const HANG = 4;
/** Least width; on a narrower terminal nothing is readable anyway. */
const LEAST = 20;

/** The text with its lines folded; a word that is wider than the terminal stays whole, so that it can be copied. */
export function folded(text: string, columns: number): string {
  if (columns < LEAST || text.includes('\r')) return text;
  return text
    .split('\n')
    .map((line) => (line.length <= columns || widthOf(line) <= columns ? line : foldedLine(line, columns)))
    .join('\n');
}

function foldedLine(line: string, columns: number): string {
  const [indent = ''] = /^ */.exec(line) ?? [];
  const hang = ' '.repeat(Math.min(indent.length + HANG, Math.floor(columns / 2)));
  const lines: string[] = [];
  let now = indent;
  let room = columns - indent.length;
  for (const word of line.slice(indent.length).split(/(?<=[^ ]) /)) {
    const isFirst = now.trim() === '';
    const width = widthOf(word) + (isFirst ? 0 : 1);
    if (width > room && !isFirst) {
      lines.push(now.trimEnd());
      now = hang + word.trimStart();
      room = columns - widthOf(now);
    } else {
      now += isFirst ? word : ` ${word}`;
      room -= width;
    }
  }
  return [...lines, now].join('\n');
}

function widthOf(text: string): number {
  return columnsOf(text.replace(COLOUR, ''));
}
