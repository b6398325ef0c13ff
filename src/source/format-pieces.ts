/** Parts of a YAML text as the formatter writes them: quotes, texts of several lines, maps and lists on one line. Pure. */
import type { CST } from 'yaml';

/** Spaces a level. */
export const STEP = 2;

/** A value in quotes or none, as lines; those after the first have the indent. Double quotes where the value needs no escape. */
export function scalarLines({ type, source }: CST.FlowScalar, indent: number): readonly string[] {
  const [first = '', ...more] = (type === 'single-quoted-scalar' ? requoted(source) : source).split(/\r?\n/);
  const pad = ' '.repeat(indent);
  return [first, ...more.map((line) => (line.trim() === '' ? '' : pad + line.trimStart()))];
}

function requoted(source: string): string {
  return /["\\]/.test(source) ? source : `"${source.slice(1, -1).replaceAll("''", "'")}"`;
}

/** The header and lines of a text after `|` or `>`, and whether empty lines at its end count. */
export function blockLines(
  { props, source, indent: old }: CST.BlockScalar,
  indent: number,
): { readonly header: string; readonly lines: readonly string[] } {
  const said = props.find((prop) => prop.type === 'block-scalar-header');
  const header = said !== undefined && 'source' in said ? said.source : '|';
  const lines = source.replace(/\r?\n$/, '').split(/\r?\n/);
  const [digit] = /\d/.exec(header) ?? [];
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const cut = digit === undefined ? first.length - first.trimStart().length : old + Number(digit);
  const kept = header.includes('+') ? lines : withoutEmptyEnd(lines);
  return {
    header: header.replace(/\d/, String(STEP)),
    lines: kept.map((line) => (line.length <= cut ? '' : ' '.repeat(indent) + line.slice(cut))),
  };
}

function withoutEmptyEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
}

type Item = CST.CollectionItem;

/** `{ size: 20G }` or `[br0]`; undefined where a comment or a text of several lines does not fit into one. */
export function oneLine(token: CST.Token | null | undefined): string | undefined {
  if (token === null || token === undefined) return '';
  if (token.type !== 'flow-collection') return shortScalar(token);
  if (token.end.length === 0) return undefined;
  const items = token.items.map(itemText);
  if (items.includes(undefined)) return undefined;
  const text = items.filter((item) => item !== '').join(', ');
  if (token.start.source === '[') return `[${text}]`;
  return text === '' ? '{}' : `{ ${text} }`;
}

function shortScalar(token: CST.Token): string | undefined {
  if (!isFlowScalar(token) || hasComment(token.end ?? [])) return undefined;
  const [line, ...more] = scalarLines(token, 0);
  return more.length === 0 ? line : undefined;
}

function itemText({ start, key, sep, value }: Item): string | undefined {
  const tokens = [...start, ...(sep ?? [])];
  const [left, right] = [oneLine(key), oneLine(value)];
  if (left === undefined || right === undefined || hasComment(tokens)) return undefined;
  const colon = sep?.some(({ type }) => type === 'map-value-ind') === true ? ':' : '';
  return [...marks(start), `${left}${colon}`, ...marks(sep ?? []), right].filter((piece) => piece !== '').join(' ');
}

/** Anchors and tags. */
function marks(tokens: readonly CST.SourceToken[]): readonly string[] {
  return tokens.filter(({ type }) => MARKS.has(type)).map(({ source }) => source);
}

const MARKS: ReadonlySet<string> = new Set(['anchor', 'tag', 'explicit-key-ind']);

export function hasComment(tokens: readonly CST.SourceToken[]): boolean {
  return tokens.some(({ type }) => type === 'comment');
}

export function isFlowScalar(token: CST.Token): token is CST.FlowScalar {
  return ['alias', 'scalar', 'single-quoted-scalar', 'double-quoted-scalar'].includes(token.type);
}
