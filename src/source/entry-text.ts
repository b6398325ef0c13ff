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

/** A value of fewer lines is parsed as a whole. */
const FEW_LINES = 24;

/** Anchors, aliases, directives and further documents reach beyond an entry; tabs are no indentation. */
const REACHES_FURTHER = /(?:^|[\s[{,:?-])[&*]|^(?:---|\.\.\.|%)|^ *\t|\r|^\ufeff/m;
const KEY = /^( *)([A-Za-z_][\w.-]*):(?=\s|$)/;
/** Words that are no text without quotes. YAML 1.2.2, 10.3.2. */
const NO_TEXT = /^(?:null|true|false)$/i;

type Line = { readonly text: string; readonly start: number };

/** The entries of a file. Undefined if it is anything but one map in block style whose entries can be read one by one. */
export function splitEntries(text: string): readonly EntryText[] | undefined {
  if (REACHES_FURTHER.test(text)) return undefined;
  return entriesIn(linesOf(text), '', 0);
}

function linesOf(text: string): readonly Line[] {
  let start = 0;
  return text.split(/(?<=\n)/).map((line) => {
    const at = start;
    start += line.length;
    return { text: line, start: at };
  });
}

/** Lines before the first key belong to its entry. */
function entriesIn(lines: readonly Line[], above: string, indent: number): readonly EntryText[] | undefined {
  const starts = lines.flatMap((line, index) => (beginsAt(line, indent) ? [index] : []));
  const first = starts[0];
  if (first === undefined || lines.slice(0, first).some(hasContent)) return undefined;
  const entries = starts.map((from, index) => {
    const own = lines.slice(index === 0 ? 0 : from, starts[index + 1] ?? lines.length);
    return entryOf(own, lines[from]?.text ?? '', { above, from: lines[from]?.start ?? 0 });
  });
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

/** A line with content at this indentation: here an entry has to begin, or the text is something else. */
function beginsAt(line: Line, indent: number): boolean {
  return hasContent(line) && line.text.search(/\S/) === indent;
}

function hasContent({ text }: Line): boolean {
  return /^ *[^ #\n]/.test(text);
}

type Where = { readonly above: string; readonly from: number };

function entryOf(lines: readonly Line[], header: string, { above, from }: Where): EntryText | undefined {
  const [, blanks = '', key] = KEY.exec(header) ?? [];
  if (key === undefined || NO_TEXT.test(key)) return undefined;
  const text = lines.map((line) => line.text).join('');
  const start = lines[0]?.start ?? from;
  const entry = { key, keyStart: from + blanks.length, above, text, start };
  const inner = lines.length < FEW_LINES ? undefined : innerOf(lines, header, { above, from });
  return inner === undefined ? entry : { ...entry, inner };
}

/** The entries below a key that has nothing else in its line. */
function innerOf(lines: readonly Line[], header: string, { above, from }: Where): readonly EntryText[] | undefined {
  if (!/^ *[\w.-]+: *(?:#.*)?\n$/.test(header)) return undefined;
  const body = lines.slice(lines.findIndex(({ start }) => start === from) + 1);
  const first = body.find(hasContent);
  const indent = first?.text.search(/\S/) ?? 0;
  if (indent <= header.search(/\S/)) return undefined;
  return entriesIn(body, above + header, indent);
}
