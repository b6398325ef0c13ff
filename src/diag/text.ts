/** Diagnostics for people: code, sentence, file:line:col, source lines, caret, related places, cure. Pure. */
import picocolors from 'picocolors';
import { brief, LINES, type Rest } from './brief.ts';
import { excerpt } from './excerpt.ts';
import type { LocatedDiagnostic, Range, RenderOptions } from './located.ts';
import { visible } from './visible.ts';

type Paint = ReturnType<typeof picocolors.createColors>;

/** With `brief`: how many related places of one diagnostic show their source lines. Our choice: what a screen holds. */
const PLACES = 3;

/**
 * One block per diagnostic, separated by blank lines. With `brief`, the first few of each code are shown in full, a
 * few more in one line each, and the rest is counted. Ends with a newline unless there is nothing to print.
 */
export function renderText(found: readonly LocatedDiagnostic[], options: RenderOptions): string {
  return [...textPieces(found, options)].join('');
}

/** The same in pieces: as a whole the text of 40,000 findings is 20 MB, and more while it is written. */
export function* textPieces(found: readonly LocatedDiagnostic[], options: RenderOptions): Generator<string> {
  const paint = picocolors.createColors(options.color);
  const { framed, listed } = options.brief ? brief(found) : { framed: found, listed: [] };
  let gap = '';
  for (const lines of blocks(framed, listed, options, paint)) {
    yield `${gap}${[...lines].join('\n')}\n`;
    gap = '\n';
  }
}

function* blocks(
  framed: readonly LocatedDiagnostic[],
  listed: readonly Rest[],
  options: RenderOptions,
  paint: Paint,
): Generator<Iterable<string>> {
  for (const diagnostic of framed) yield frameLines(diagnostic, options, paint);
  for (const rest of listed) yield listLines(rest, paint);
}

/** An error of the command line: one sentence, and where to read more. */
export function renderMistake(message: string, help: string, color: boolean): string {
  const paint = picocolors.createColors(color);
  return `${paint.bold(paint.red('error'))}: ${visible(message)}\n  ${paint.cyan('help:')} ${visible(help)}\n`;
}

function* listLines({ shown, hidden }: Rest, paint: Paint): Generator<string> {
  const [first] = shown;
  if (first === undefined) return;
  yield `${headline(first, paint)}: ${shown.length + hidden} more like this (-v shows them in full)`;
  for (const { where, message } of shown) {
    const place = placeName(where);
    yield `  ${place === '' ? '' : `${paint.dim(place)} `}${visible(message)}`;
  }
  if (hidden > 0) yield `  and ${hidden} more`;
}

function* frameLines(diagnostic: LocatedDiagnostic, options: RenderOptions, paint: Paint): Generator<string> {
  const { columns, namesPath } = options;
  yield headline(diagnostic, paint);
  yield `  ${visible(diagnostic.message)}`;
  yield* place(diagnostic.where, '', columns, paint);
  if (diagnostic.path !== undefined && namesPath?.(diagnostic) === true)
    yield `  ${paint.cyan('path:')} ${visible(diagnostic.path)}`;
  yield* relatedLines(diagnostic.related, options, paint);
  if (diagnostic.accepted !== undefined) yield `  ${paint.green('accepted:')} ${visible(diagnostic.accepted.because)}`;
  if (diagnostic.help !== undefined) yield `  ${paint.cyan('help:')} ${visible(diagnostic.help)}`;
}

function* relatedLines(related: LocatedDiagnostic['related'], options: RenderOptions, paint: Paint): Generator<string> {
  const most = options.brief ? PLACES + LINES : related.length;
  for (const [index, { where, message }] of related.slice(0, most).entries())
    yield* place(where, ` ${visible(message)}`, options.brief && index >= PLACES ? null : options.columns, paint);
  if (related.length > most) yield `  and ${related.length - most} more places (-v shows them)`;
}

function headline({ severity, code, accepted }: LocatedDiagnostic, paint: Paint): string {
  const color = { error: paint.red, warning: paint.yellow, note: paint.blue }[severity];
  return `${paint.bold(color(accepted === undefined ? severity : `accepted ${severity}`))} ${paint.bold(code)}`;
}

/** `columns` null: no source lines. */
function* place(where: Range | string, remark: string, columns: number | null, paint: Paint): Generator<string> {
  const name = placeName(where);
  if (name !== '' || remark !== '') yield `  ${paint.dim(name)}${remark}`;
  if (typeof where !== 'string' && columns !== null) yield* excerpt(where, columns, paint);
}

/** `site.yaml:3:5`, or words for a place that is not in a file. */
function placeName(where: Range | string): string {
  return visible(typeof where === 'string' ? where : `${where.file}:${where.start.line}:${where.start.column}`);
}
