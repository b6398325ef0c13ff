/** A review as sections of text, tables and pictures. Markdown and HTML are made from it, so that both say the same. Plain data. */
import type { FileLine } from './file-lines.ts';
import type { Topology } from './topology/box.ts';

export type Review = {
  readonly title: string;
  /** What is reviewed, in a few facts: name and value. */
  readonly facts: readonly (readonly [name: string, value: Text])[];
  readonly sections: readonly Section[];
};

/** `id` is its anchor. */
export type Section = { readonly id: string; readonly title: string; readonly blocks: readonly Block[] };

/** Words and code in a line. */
export type Text = readonly (string | Code)[];
export type Code = { readonly code: string };

export type Tone = 'good' | 'plain' | 'warn' | 'bad';

export type Block =
  | { readonly is: 'text'; readonly text: Text }
  | { readonly is: 'callout'; readonly tone: Tone; readonly lines: readonly Text[] }
  | Table
  | { readonly is: 'steps'; readonly steps: readonly Step[] }
  | Fold
  | { readonly is: 'diff'; readonly lines: readonly string[] }
  | { readonly is: 'listing'; readonly name: string; readonly lines: readonly FileLine[] }
  | { readonly is: 'picture'; readonly topology: Topology }
  | { readonly is: 'timeline'; readonly timeline: Timeline };

/** Closed at first in HTML, unless `isOpen`. Markdown shows `short` instead, if it is set. */
export type Fold = {
  readonly is: 'fold';
  readonly title: Text;
  readonly blocks: readonly Block[];
  readonly short?: Text;
  readonly isOpen?: true;
};

export type Table = {
  readonly is: 'table';
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
};
export type Cell = Text | Bar;
/** A share of a whole; above 1 it is too much. */
export type Bar = { readonly share: number; readonly label: string };

export type Step = {
  readonly title: Text;
  readonly tone?: Tone;
  readonly details: readonly (readonly [name: string, value: Text])[];
};

/** Worst cases of steps, one after the other, and the time until the window closes. Milliseconds. */
export type Timeline = {
  readonly spans: readonly { readonly name: string; readonly from: number; readonly millis: number }[];
  readonly worstCase: number;
  /** Null: the window has no end. */
  readonly left: number | null;
  readonly words: string;
};

export function text(...parts: Text): Block {
  return { is: 'text', text: parts };
}

export function code(words: string): Code {
  return { code: words };
}

/** Codes with commas between them. */
export function codes(words: readonly string[]): Text {
  return words.flatMap((word, index) => (index === 0 ? [code(word)] : [', ', code(word)]));
}

export function isBar(cell: Cell): cell is Bar {
  return 'share' in cell;
}
