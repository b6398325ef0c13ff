/** A topology in Graphviz's language: boxes of known sizes in rows. Pure. */
import { greatest } from '../../../base/lists.ts';
import { columnsOf } from '../../../diag/visible.ts';
import type { Box, Line, Link, Topology } from '../topology/box.ts';

export type Size = { readonly width: number; readonly height: number };

/** Pixels: of a letter at 12 px in the widest of the fonts that the page asks for, of a line, of a title, and around them. */
export const LETTER = 7.4;
export const LINE = 18;
export const TITLE = 26;
export const PADDING = 10;
/** Most letters of a line in a box; a longer text continues on the next. */
const WIDEST = 30;
const NARROWEST = 14;
/** Boxes in a row. Four hosts fit into 1280 pixels. */
const IN_A_ROW = 4;
const LABEL = { width: 26, height: 16 };

/** The lines of a box as they are drawn. Only the first part of a long one keeps the id. */
export function drawnLines({ lines }: Box): readonly Line[] {
  return lines.flatMap(({ text, id }) =>
    wrapped(text).map((part, index) => (index === 0 && id !== undefined ? { text: part, id } : { text: part })),
  );
}

function wrapped(text: string): readonly string[] {
  const parts: string[] = [];
  for (const word of text.split(' ').flatMap(cut)) {
    const last = parts.at(-1);
    if (last !== undefined && columnsOf(`${last} ${word}`) <= WIDEST) parts[parts.length - 1] = `${last} ${word}`;
    else parts.push(word);
  }
  return parts;
}

function cut(word: string): readonly string[] {
  return word.match(new RegExp(`.{1,${WIDEST}}`, 'gu')) ?? [''];
}

export function drawnTitle({ title }: Box): readonly string[] {
  return wrapped(title);
}

/** By the id of the box. Hosts are equally wide, and equally high in a row. */
export function sizesOf({ above, hosts, below }: Topology): ReadonlyMap<string, Size> {
  const width = greatest(
    hosts.map((box) => sizeOf(box).width),
    0,
  );
  const alike = rowsOf(hosts).flatMap((row) => {
    const height = greatest(
      row.map((box) => sizeOf(box).height),
      0,
    );
    return row.map(({ id }) => [id, { width, height }] as const);
  });
  return new Map([...[...above, ...below].map((box) => [box.id, sizeOf(box)] as const), ...alike]);
}

function sizeOf(box: Box): Size {
  const title = drawnTitle(box);
  const texts = [...title.map((part) => `${part} `), ...drawnLines(box).map(({ text }) => text)];
  const widest = greatest(texts.map(columnsOf), NARROWEST);
  const lines = drawnLines(box).length;
  return {
    width: Math.ceil(widest * LETTER) + 2 * PADDING,
    height: titleHeight(box) + lines * LINE + (lines === 0 ? 0 : PADDING),
  };
}

export function titleHeight(box: Box): number {
  return TITLE + (drawnTitle(box).length - 1) * LINE;
}

/** Boxes are `b0`, `b1`, ... in the order of above, hosts, below; links have the ids `l0`, `l1`, ... */
export function dotOf(topology: Topology): string {
  const { above, hosts, below, links } = topology;
  const names = new Map([...above, ...hosts, ...below].map((box, index) => [box.id, `b${index}`]));
  const sizes = sizesOf(topology);
  const boxes = new Map(hosts.map((box) => [box.id, box]));
  const nameOf = (box: Box) => names.get(box.id) ?? '';
  const rows = [...rowsOf(above), ...rowsOf(hosts), ...rowsOf(below)].map((row) => row.map(nameOf));
  const middle = (row: readonly Box[] | undefined) => nameOf(row?.[Math.floor((row.length - 1) / 2)] ?? NO_BOX);
  const [first, last] = [middle(rowsOf(hosts)[0]), middle(rowsOf(hosts).at(-1))];
  const columns = new Map(rowsOf(hosts).flatMap((row) => row.map((box, column) => [box.id, column] as const)));
  return [
    'digraph { compound=true; rankdir=TB; nodesep=0.75; ranksep=0.6; splines=true; node [shape=plain]; edge [arrowsize=0.6];',
    ...[...above, ...below].map((box) => nodeOf(nameOf(box), box, sizes.get(box.id) ?? NO_SIZE)),
    'subgraph cluster_hosts { margin=16;',
    ...hosts.map((box) => nodeOf(nameOf(box), box, sizes.get(box.id) ?? NO_SIZE)),
    ...rowsOf(hosts).map((row) => `{ rank=same; ${row.map(nameOf).join('; ')} }`),
    '}',
    ...[...rowsOf(above), ...rowsOf(below)].map((row) => `{ rank=same; ${row.map(nameOf).join('; ')} }`),
    ...rows.flatMap((row, index) => orderOf(row, rows[index + 1])),
    ...links.map((link, index) => edgeOf(link, index, { boxes, names, columns, first, last })),
    '}',
  ].join('\n');
}

const NO_SIZE: Size = { width: 0, height: 0 };
const NO_BOX: Box = { id: '', kind: 'host', title: '', lines: [] };

function rowsOf(boxes: readonly Box[]): readonly (readonly Box[])[] {
  const [targets, groups] = [
    boxes.filter(({ kind }) => kind !== 'group'),
    boxes.filter(({ kind }) => kind === 'group'),
  ];
  return [targets, groups].flatMap((some) =>
    Array.from({ length: Math.ceil(some.length / IN_A_ROW) }, (_, row) =>
      some.slice(row * IN_A_ROW, (row + 1) * IN_A_ROW),
    ),
  );
}

/** Invisible: keeps a row in its order and above the next one. */
function orderOf(row: readonly string[], next: readonly string[] = []): readonly string[] {
  const across = row.slice(1).map((name, index) => `${row[index]} -> ${name} [style=invis];`);
  const down = row.flatMap((name, index) => {
    const below = next[Math.min(index, next.length - 1)];
    return below === undefined ? [] : [`${name} -> ${below} [style=invis, weight=4];`];
  });
  return [...across, ...down];
}

/** A table of empty cells, so that the size is ours and lines can be ends of links. */
function nodeOf(name: string, box: Box, { width, height }: Size): string {
  const cell = (port: string, height: number) =>
    `<TR><TD PORT="${port}" FIXEDSIZE="TRUE" WIDTH="${width}" HEIGHT="${height}"></TD></TR>`;
  const lines = drawnLines(box).map((_, index) => cell(`p${index}`, LINE));
  const left = height - titleHeight(box) - lines.length * LINE;
  const rest = left <= 0 ? [] : [cell('end', left)];
  const rows = [cell('title', titleHeight(box)), ...lines, ...rest].join('');
  return `${name} [label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">${rows}</TABLE>>];`;
}

type Ends = {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly names: ReadonlyMap<string, string>;
  readonly columns: ReadonlyMap<string, number>;
  readonly first: string;
  readonly last: string;
};

function edgeOf(link: Link, index: number, ends: Ends): string {
  const { kind, from, to, label } = link;
  const { names, first, last } = ends;
  const tail = from === null ? last : (names.get(from) ?? '');
  const head = to === null ? first : (names.get(to) ?? '');
  const attributes = [
    `id="l${index}"`,
    ...(from === null ? ['ltail=cluster_hosts'] : []),
    ...(to === null ? ['lhead=cluster_hosts'] : []),
    ...(kind === 'failover' ? ['constraint=false'] : ['dir=none']),
    ...(label === undefined
      ? []
      : [
          `label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD FIXEDSIZE="TRUE" WIDTH="${LABEL.width}" HEIGHT="${LABEL.height}"></TD></TR></TABLE>>`,
        ]),
  ];
  return `${tail}${portOf(link, ends)} -> ${head}${headPort(link, ends)} [${attributes.join(', ')}];`;
}

/** The side of the line that is nearer to the other end. */
function portOf({ from, to, line }: Link, { columns, boxes }: Ends): string {
  if (line === undefined || from === null || to === null) return '';
  const box = boxes.get(from);
  const index = box === undefined ? -1 : drawnLines(box).findIndex(({ id }) => id === line);
  if (index < 0) return '';
  return `:p${index}:${(columns.get(to) ?? 0) >= (columns.get(from) ?? 0) ? 'e' : 'w'}`;
}

/** An arrow of a VM ends at the title of the host, so that arrows in both directions differ. */
function headPort({ from, to, line, kind }: Link, { columns }: Ends): string {
  if (line === undefined || from === null || to === null || kind !== 'failover') return '';
  const step = (columns.get(to) ?? 0) - (columns.get(from) ?? 0);
  if (Math.abs(step) !== 1) return ':title:n';
  return `:title:${step > 0 ? 'w' : 'e'}`;
}
