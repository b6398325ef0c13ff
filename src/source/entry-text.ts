/** Cuts the text of a site into its entries by their indentation alone, before any of it is parsed. */

/** One entry of a map in block style, up to the next one. */
export type EntryText = {
  readonly key: string;
  /** Offset of the key in the file. */
  readonly keyStart: number;
  /** The lines of the keys above it, as they are in the file. */
  readonly above: string;
  readonly text: string;
  /** Offset of the text in the file. */
  readonly start: number;
  /** The entries of its value, if it is cut further. */
  readonly inner?: readonly EntryText[];
};

/** How many keys may be above an entry: the volumes of a volume group have four. */
const MAX_ABOVE = 4;
/** A value of fewer lines is parsed as a whole. */
const FEW_LINES = 24;

/** Anchors, aliases, directives and further documents reach beyond an entry; tabs are no indentation. */
const REACHES_FURTHER = /(?:^|[\s[{,:?-])[&*]|^(?:---|\.\.\.|%)|^ *\t|\r|^\ufeff/m;
const KEY = /^( *)([A-Za-z_][\w.-]*):(?=\s|$)/;
/** Words that are no text without quotes. YAML 1.2.2, 10.3.2. */
const NO_TEXT = /^(?:null|true|false)$/i;

/** A line, with the column of its content, if it has any that is no comment. */
type Line = { readonly start: number; readonly end: number; readonly column: number | undefined };

/** The entries of a file. Undefined if it is anything but one map in block style whose entries can be read one by one. */
export function splitEntries(text: string): readonly EntryText[] | undefined {
  if (REACHES_FURTHER.test(text)) return undefined;
  return new Splitter(text).entriesIn(linesOf(text), [], 0);
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length;) {
    const next = text.indexOf('\n', start) + 1;
    const end = next === 0 ? text.length : next;
    lines.push({ start, end, column: columnOf(text, start) });
    start = end;
  }
  return lines;
}

function columnOf(text: string, start: number): number | undefined {
  let at = start;
  while (text[at] === ' ') at += 1;
  const sign = text[at];
  return sign === undefined || sign === '#' || sign === '\n' ? undefined : at - start;
}

class Splitter {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Lines before the first key belong to its entry. In the column an entry has to begin, or the text is something else. */
  entriesIn(lines: readonly Line[], above: readonly string[], column: number): readonly EntryText[] | undefined {
    const starts = lines.flatMap((line, index) => (line.column === column ? [index] : []));
    const first = starts[0];
    if (first === undefined || lines.slice(0, first).some((line) => line.column !== undefined)) return undefined;
    const entries: EntryText[] = [];
    for (const [index, from] of starts.entries()) {
      const entry = this.#entry(lines.slice(from, starts[index + 1]), lines[index === 0 ? 0 : from], above);
      if (entry === undefined) return undefined;
      entries.push(entry);
    }
    return entries;
  }

  /** `lines`: from its key on. `opening`: the first line that belongs to it. */
  #entry(lines: readonly Line[], opening: Line | undefined, above: readonly string[]): EntryText | undefined {
    const [header, last] = [lines[0], lines.at(-1)];
    if (header === undefined || opening === undefined || last === undefined) return undefined;
    const [, blanks = '', key] = KEY.exec(this.#line(header)) ?? [];
    if (key === undefined || NO_TEXT.test(key)) return undefined;
    const { start } = opening;
    const text = this.#text.slice(start, last.end);
    const entry = { key, keyStart: header.start + blanks.length, above: above.join(''), text, start };
    const inner = lines.length < FEW_LINES ? undefined : this.#inner(lines.slice(1), header, above);
    return inner === undefined ? entry : { ...entry, inner };
  }

  /** The entries below a key that has nothing else in its line. */
  #inner(body: readonly Line[], header: Line, above: readonly string[]): readonly EntryText[] | undefined {
    const line = this.#line(header);
    if (above.length === MAX_ABOVE || !/^ *[\w.-]+: *(?:#.*)?\n$/.test(line)) return undefined;
    const column = body.find((other) => other.column !== undefined)?.column ?? 0;
    return column > (header.column ?? 0) ? this.entriesIn(body, [...above, line], column) : undefined;
  }

  #line({ start, end }: Line): string {
    return this.#text.slice(start, end);
  }
}
