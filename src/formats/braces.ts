/**
 * Files of sections in braces as a plain tree: lvm.conf and LVM's metadata backups (`key = value`), and multipath.conf (`key
 * value`). Sources: LVM2, lib/config/config.c; multipath-tools, libmultipath/parser.c.
 *
 * A syntax error becomes a fault with its line, and parsing continues on the next line. Pure; never throws.
 */
import { addAll } from '../base/lists.ts';

export type Scalar = string | number;

export type Setting = {
  readonly key: string;
  /** A list in square brackets stays a list; anything else is one value. */
  readonly value: Scalar | readonly Scalar[];
  readonly line: number;
};

export type Section = {
  readonly name: string;
  readonly line: number;
  readonly settings: readonly Setting[];
  readonly sections: readonly Section[];
};

export type Fault = { readonly line: number; readonly problem: string };
export type Parsed = { readonly root: Section; readonly faults: readonly Fault[] };

/** Deeper than LVM's metadata (five levels), so that no file can overflow the stack. */
const MAX_DEPTH = 32;

type Token = { readonly kind: 'word' | 'text' | 'sign' | 'end'; readonly text: string; readonly line: number };

/** Comments, quoted texts, punctuation, and other words, tried in this order. */
const PIECES = /#[^\n]*|"(?:[^"\\\n]|\\.)*"|[{}[\],=\n]|[^\s{}[\],="#]+|"/g;

function tokensOf(text: string): readonly Token[] {
  let line = 1;
  const tokens: Token[] = [];
  for (const [piece] of text.matchAll(PIECES)) {
    if (piece === '\n') tokens.push({ kind: 'end', text: '', line: line++ });
    else if (!piece.startsWith('#')) tokens.push({ ...tokenOf(piece), line });
  }
  return [...tokens, { kind: 'end', text: '', line }];
}

function tokenOf(piece: string): Omit<Token, 'line'> {
  if (piece.length > 1 && piece.startsWith('"'))
    return { kind: 'text', text: piece.slice(1, -1).replace(/\\(["\\])/g, '$1') };
  return { kind: /^[{}[\],="]$/.test(piece) ? 'sign' : 'word', text: piece };
}

/** The tree of a text. */
export function parseBraces(text: string): Parsed {
  const reader = new Reader(tokensOf(text.replaceAll('\r\n', '\n')));
  const root = reader.section({ kind: 'word', text: '', line: 1 }, 0);
  return { root, faults: reader.faults };
}

class Reader {
  readonly faults: Fault[] = [];
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Everything up to the matching closing brace, or the end of the text. */
  section({ text, line }: Token, depth: number): Section {
    const settings: Setting[] = [];
    const sections: Section[] = [];
    for (let token = this.#next(); token !== undefined; token = this.#next()) {
      if (token.kind === 'end') continue;
      if (token.text === '}' && token.kind === 'sign') {
        if (depth > 0) return { name: text, line, settings, sections };
        this.#fault(token, 'a brace closes nothing');
      } else if (token.kind === 'sign') this.#fault(token, `"${token.text}" where a name is expected`);
      else if (this.#opens()) this.#inner(token, depth, sections);
      else addAll(settings, this.#setting(token));
    }
    if (depth > 0) this.#fault({ line }, `the section ${text} is not closed`);
    return { name: text, line, settings, sections };
  }

  #inner(name: Token, depth: number, sections: Section[]): void {
    this.#skipTo('{');
    if (depth < MAX_DEPTH) sections.push(this.section(name, depth + 1));
    else this.#fault(name, 'sections within sections, deeper than any tool writes them');
  }

  /** `key = value`, `key value` or `key = [ list ]`. */
  #setting(key: Token): readonly Setting[] {
    if (this.#peek()?.text === '=') this.#at += 1;
    const first = this.#peek();
    if (first === undefined || first.kind === 'end' || (first.kind === 'sign' && first.text !== '[')) {
      this.#fault(key, `${key.text} has no value`);
      return [];
    }
    const value = first.text === '[' && first.kind === 'sign' ? this.#list(key) : this.#value();
    return [{ key: key.text, value, line: key.line }];
  }

  #list(key: Token): readonly Scalar[] {
    const items: Scalar[] = [];
    this.#at += 1;
    for (let token = this.#next(); token !== undefined; token = this.#next()) {
      if (token.kind === 'sign' && token.text === ']') return items;
      if (token.kind === 'sign' && token.text === '}') break;
      if (token.kind === 'word' || token.kind === 'text') items.push(scalar(token));
    }
    this.#fault(key, `the list of ${key.text} is not closed`);
    return items;
  }

  /** The rest of the line. Several words, as in multipath.conf, are one text. */
  #value(): Scalar {
    const tokens: Token[] = [];
    for (let token = this.#peek(); token !== undefined && isValue(token); token = this.#peek()) {
      tokens.push(token);
      this.#at += 1;
    }
    const [only, ...more] = tokens;
    return only !== undefined && more.length === 0 ? scalar(only) : tokens.map(({ text }) => text).join(' ');
  }

  /** Does an opening brace follow, on this line or a later one? */
  #opens(): boolean {
    let index = this.#at;
    while (this.#tokens[index]?.kind === 'end') index += 1;
    const token = this.#tokens[index];
    return token?.kind === 'sign' && token.text === '{';
  }

  #skipTo(sign: string): void {
    while (this.#next()?.text !== sign);
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #next(): Token | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token;
  }

  #fault({ line }: Pick<Token, 'line'>, problem: string): void {
    this.faults.push({ line, problem });
  }
}

function isValue({ kind }: Token): boolean {
  return kind === 'word' || kind === 'text';
}

function scalar({ kind, text }: Token): Scalar {
  return kind === 'word' && /^-?(0|[1-9][0-9]{0,14})$/.test(text) ? Number(text) : text;
}

/** The section at a path of names; the first of each name, as in LVM. */
export function sectionAt(root: Section | undefined, ...path: readonly string[]): Section | undefined {
  return path.reduce<Section | undefined>((at, name) => at?.sections.find((inner) => inner.name === name), root);
}

/** A setting of a section. The first of several wins: "Ignoring duplicate config value", measured with lvm2 2.03.16. */
export function settingOf(section: Section | undefined, key: string): Setting | undefined {
  return section?.settings.find((setting) => setting.key === key);
}

/** The value of a setting as a list of texts; empty when there is none. */
export function textsOf(section: Section | undefined, key: string): readonly string[] {
  const value = settingOf(section, key)?.value;
  return value === undefined ? [] : [value].flat().map(String);
}

/** The value of a setting as a whole number. */
export function numberOf(section: Section | undefined, key: string): number | undefined {
  const value = settingOf(section, key)?.value;
  return typeof value === 'number' ? value : undefined;
}
