/** Diagnostics for people: code, sentence, file:line:col, source lines, caret, related places, cure. Pure. */
import picocolors from 'picocolors';
import { excerpt } from './excerpt.ts';
import type { LocatedDiagnostic, Range, RenderOptions } from './located.ts';
import { visible } from './visible.ts';

type Paint = ReturnType<typeof picocolors.createColors>;

/**
 * With `brief`: diagnostics of one code in full, and places of one diagnostic that show their lines. Our choice: what a screen
 * holds.
 */
const FRAMES = { error: 5, warning: 5, note: 1 };
const PLACES = 4;

/**
 * One block per diagnostic, separated by blank lines. With `brief`, the first few of each code are shown in full, and the
 * others follow in one line each. Ends with a newline unless there is nothing to print.
 */
export function renderText(found: readonly LocatedDiagnostic[], options: RenderOptions): string {
  const paint = picocolors.createColors(options.color);
  const { framed, listed } = options.brief ? sorted(found) : { framed: found, listed: [] };
  const blocks = [
    ...framed.map((diagnostic) => [...frameLines(diagnostic, options, paint)]),
    ...listed.map((group) => [...listLines(group, paint)]),
  ];
  return blocks.map((lines) => lines.join('\n') + '\n').join('\n');
}

/** An error of the command line: one sentence, and where to read more. */
export function renderMistake(message: string, help: string, color: boolean): string {
  const paint = picocolors.createColors(color);
  return `${paint.bold(paint.red('error'))}: ${visible(message)}\n  ${paint.cyan('help:')} ${visible(help)}\n`;
}

type Sorted = {
  readonly framed: readonly LocatedDiagnostic[];
  readonly listed: readonly (readonly LocatedDiagnostic[])[];
};

/** The first few of each kind, and the others by kind. Accepted findings are a kind of their own. */
function sorted(found: readonly LocatedDiagnostic[]): Sorted {
  const groups = new Map<string, LocatedDiagnostic[]>();
  for (const one of found) {
    const kind = `${one.code} ${one.accepted === undefined ? '' : 'accepted'}`;
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, [one]);
    else group.push(one);
  }
  const listed = [...groups.values()]
    .map((group) => group.slice(FRAMES[group[0]?.severity ?? 'error']))
    .filter((rest) => rest.length > 0);
  const short = new Set(listed.flat());
  return { framed: found.filter((one) => !short.has(one)), listed };
}

function* listLines(group: readonly LocatedDiagnostic[], paint: Paint): Generator<string> {
  const [first] = group;
  if (first === undefined) return;
  yield `${headline(first, paint)}: ${group.length} more like those above (-v shows them in full)`;
  for (const { where, message } of group) {
    const place = placeName(where);
    yield `  ${place === '' ? '' : `${paint.dim(place)} `}${visible(message)}`;
  }
}

function* frameLines(
  diagnostic: LocatedDiagnostic,
  { columns, brief, namesPath }: RenderOptions,
  paint: Paint,
): Generator<string> {
  yield headline(diagnostic, paint);
  yield `  ${visible(diagnostic.message)}`;
  yield* place(diagnostic.where, '', columns, paint);
  if (diagnostic.path !== undefined && namesPath?.(diagnostic) === true)
    yield `  ${paint.cyan('path:')} ${visible(diagnostic.path)}`;
  for (const [index, { where, message }] of diagnostic.related.entries())
    yield* place(where, ` ${visible(message)}`, brief && index >= PLACES - 1 ? null : columns, paint);
  if (diagnostic.accepted !== undefined) yield `  ${paint.green('accepted:')} ${visible(diagnostic.accepted.because)}`;
  if (diagnostic.help !== undefined) yield `  ${paint.cyan('help:')} ${visible(diagnostic.help)}`;
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
