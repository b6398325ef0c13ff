/** A session at a terminal -> an SVG picture of it, a still: nothing has to be waited for. Pure. */

/** A command with what it printed; colours as escape sequences. */
export type Turn = { readonly typed: string; readonly printed: string };

type Piece = { readonly text: string; readonly looks: ReadonlySet<string> };

/** Pixels of a cell and of the frame; 100 columns are as wide as a README on GitHub, which scales what is wider. */
const CELL = { width: 7.8, height: 18 };
const MARGIN = { side: 18, top: 46, bottom: 14 };
/** Pixels above each command but the first. */
const GAP = 8;

/** Contrast of each colour on the background is 5:1 or more. */
const STYLE = [
  'text{font:13px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,"Liberation Mono",monospace;fill:#d8dee6;white-space:pre}',
  '.prompt{fill:#6cc98a}.typed,.bold{font-weight:700}.typed{fill:#fff}.dim{fill:#97a3b0}.title{fill:#97a3b0;text-anchor:middle}',
  '.red{fill:#f28b82}.green{fill:#6cc98a}.yellow{fill:#e5b25d}.blue{fill:#7db7f5}.magenta{fill:#d0a8f5}.cyan{fill:#76d3dc}',
].join('');

/** SGR parameters, ECMA-48 8.3.117, as picocolors writes them: what each adds, or takes away. */
const ADDS: { readonly [code: string]: string } = {
  1: 'bold',
  2: 'dim',
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
};
const TAKES: { readonly [code: string]: readonly string[] } = {
  22: ['bold', 'dim'],
  39: ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan'],
};

/** @throws on an escape sequence that has no look here. */
export function recordingOf(turns: readonly Turn[], columns: number, notice: string): string {
  const blocks = turns.map(({ typed, printed }) => [promptLine(typed), ...linesOf(printed)]);
  const rows = blocks.flat().length;
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN.side);
  const height = MARGIN.top + rows * CELL.height + (blocks.length - 1) * GAP + MARGIN.bottom;
  const label = `A terminal: ${turns.map(({ typed }) => typed).join('; ')}`;
  return `<!-- ${notice} -->
<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escaped(label)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<style>${STYLE}</style>
<rect width="${width}" height="${height}" rx="8" fill="#14171b"/>
<path d="M0 30V8a8 8 0 0 1 8-8H${width - 8}a8 8 0 0 1 8 8V30Z" fill="#262c33"/>
${['#f28b82', '#e5b25d', '#6cc98a'].map((fill, index) => `<circle cx="${18 + 18 * index}" cy="15" r="5" fill="${fill}"/>`).join('')}
<text class="title" x="${width / 2}" y="20">clusterc</text>
${drawn(blocks)}</svg>
`;
}

function drawn(blocks: readonly (readonly (readonly Piece[])[])[]): string {
  let row = 0;
  const lineY = (block: number) => MARGIN.top + ++row * CELL.height + block * GAP - 5;
  return blocks.flatMap((lines, block) => lines.map((pieces) => drawnLine(pieces, lineY(block)))).join('');
}

/** Each piece has its place and its length, so that columns hold in any font. */
function drawnLine(pieces: readonly Piece[], y: number): string {
  let column = 0;
  const spans = pieces.map(({ text, looks }) => {
    const body = text.trimStart();
    const start = column + text.length - body.length;
    column += text.length;
    if (body.trimEnd() === '') return '';
    const [x, length] = [start, body.trimEnd().length].map((cells) => Math.round(cells * CELL.width * 10) / 10);
    const look = looks.size === 0 ? '' : ` class="${[...looks].join(' ')}"`;
    return `<tspan${look} x="${MARGIN.side + (x ?? 0)}" textLength="${length}">${escaped(body.trimEnd())}</tspan>`;
  });
  return spans.join('') === '' ? '' : `<text y="${y}">${spans.join('')}</text>\n`;
}

function promptLine(typed: string): readonly Piece[] {
  return [
    { text: '$ ', looks: new Set(['prompt']) },
    { text: typed, looks: new Set(['typed']) },
  ];
}

function linesOf(printed: string): readonly (readonly Piece[])[] {
  const looks = new Set<string>();
  const lines = printed.replace(/\n$/, '').split('\n');
  return printed === '' ? [] : lines.map((line) => piecesOf(line, looks));
}

/** A line cut where its look changes; what is on at its end stays on. */
function piecesOf(line: string, looks: Set<string>): readonly Piece[] {
  return line.split(/(\u001b\[\d+m)/).flatMap((part) => {
    const [, code] = /^\u001b\[(\d+)m$/.exec(part) ?? [];
    if (code === undefined) return part === '' ? [] : [{ text: part, looks: new Set(looks) }];
    switchLook(code, looks);
    return [];
  });
}

function switchLook(code: string, looks: Set<string>): void {
  const [added, taken] = [ADDS[code], TAKES[code]];
  if (added === undefined && taken === undefined) throw new Error(`no look for the escape sequence ${code}`);
  if (added !== undefined) looks.add(added);
  for (const look of taken ?? []) looks.delete(look);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
