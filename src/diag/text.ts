/** Diagnostics for people: code, sentence, file:line:col, source lines, caret, related places, cure. Pure. */
import picocolors from 'picocolors';
import type { LocatedDiagnostic, Range, RenderOptions } from './located.ts';

type Paint = ReturnType<typeof picocolors.createColors>;

/** One frame per diagnostic, a blank line between two. Ends with a newline unless there is nothing to say. */
export function renderText(found: readonly LocatedDiagnostic[], options: RenderOptions): string {
  const paint = picocolors.createColors(options.color);
  return found.map((diagnostic) => frame(diagnostic, options.columns, paint).join('\n') + '\n').join('\n');
}

function* frameLines(diagnostic: LocatedDiagnostic, columns: number, paint: Paint): Generator<string> {
  yield headline(diagnostic, paint);
  yield `  ${visible(diagnostic.message)}`;
  yield* place(diagnostic.where, '', columns, paint);
  for (const { where, message } of diagnostic.related) yield* place(where, ` ${visible(message)}`, columns, paint);
  if (diagnostic.accepted !== undefined) yield `  ${paint.green('accepted:')} ${visible(diagnostic.accepted.because)}`;
  if (diagnostic.help !== undefined) yield `  ${paint.cyan('help:')} ${visible(diagnostic.help)}`;
}

function frame(diagnostic: LocatedDiagnostic, columns: number, paint: Paint): readonly string[] {
  return [...frameLines(diagnostic, columns, paint)];
}

function headline({ severity, code, accepted }: LocatedDiagnostic, paint: Paint): string {
  const color = { error: paint.red, warning: paint.yellow, note: paint.blue }[severity];
  return `${paint.bold(color(accepted === undefined ? severity : `accepted ${severity}`))} ${paint.bold(code)}`;
}

function* place(where: Range | string, remark: string, columns: number, paint: Paint): Generator<string> {
  if (typeof where === 'string') {
    if (where !== '' || remark !== '') yield `  ${paint.dim(visible(where))}${remark}`;
    return;
  }
  const { file, start } = where;
  yield `  ${paint.dim(`${visible(file)}:${start.line}:${start.column}`)}${remark}`;
  yield* excerpt(where, columns, paint);
}

function* excerpt(range: Range, columns: number, paint: Paint): Generator<string> {
  const { start, end } = range;
  const width = String(start.line).length + 2;
  const gutter = (text: string | number) => paint.dim(`${String(text).padStart(width)} │ `);
  const room = Math.max(20, columns - width - 3);
  const last = range.excerpt.length - 1;
  const line = range.excerpt[last] ?? '';
  const shift = scroll(line, start.column, room);
  for (const [index, text] of range.excerpt.entries())
    yield `${gutter(start.line - last + index)}${clip(text, shift, room)}`.trimEnd();
  const length = end.line === start.line ? Math.max(1, end.column - start.column) : 1;
  const carets = '^'.repeat(Math.max(1, Math.min(length, room - (start.column - 1 - shift))));
  yield `${gutter('')}${' '.repeat(start.column - 1 - shift)}${paint.red(carets)}`;
}

/** How many characters to leave out on the left so that the caret is on the screen. */
function scroll(line: string, column: number, room: number): number {
  if (column < room - 10 || indexAfter(line, 0, room) >= line.length) return 0;
  return column - Math.floor(room / 2);
}

function clip(line: string, shift: number, room: number): string {
  const from = indexAfter(line, 0, shift);
  return visible(line.slice(from, indexAfter(line, from, room)));
}

/** The index that is a number of characters behind another one. */
function indexAfter(line: string, start: number, characters: number): number {
  let index = start;
  for (let left = characters; left > 0 && index < line.length; left -= 1)
    index += (line.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  return index;
}

/** Untrusted text for a terminal: every control character becomes a visible symbol, a tab one blank, so that carets stay in place. */
export function visible(text: string): string {
  return text
    .replace(/\t/g, ' ')
    .replace(/[\u0000-\u001f]/g, pictureOf)
    .replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '�');
}

function pictureOf(control: string): string {
  return String.fromCodePoint(0x2400 + (control.codePointAt(0) ?? 0));
}
