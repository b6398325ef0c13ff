/** Sites that are broken at random, but the same ones in every run: bytes, lines, words and structure of known sites. */
import { parse } from 'yaml';
import { isList, isMap } from '../../src/base/json.ts';
import type { Json } from '../../src/base/brand.ts';
import type { InputFile } from '../../src/source/tree.ts';

/** A whole number below a limit. */
export type Dice = (limit: number) => number;

/** mulberry32: 32 bits of state are enough for some 100,000 throws, and a seed names a mutant for ever. */
export function diceOf(seed: number): Dice {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** Words that someone may mean ill with, or that YAML reads as something else. */
const WORDS =
  '__proto__ constructor toString ../../etc/passwd $(reboot) ${secret:a} ${late:x} "\\ud800" "\\0" ~ no 0x7fffffff -1 1e999 .nan .inf 010 9007199254740993 !!js/function !secret &a *a << | > ? - : # --- ... %YAML {} [] [[]] {a: {b: []}} 2026-01-01 4294967296G 0K 99999999999999999999T é ﷽ \u0085 \u2028 \ufeff'.split(
    ' ',
  );

type Mutation = (text: string, dice: Dice) => string;

const MUTATIONS: readonly Mutation[] = [
  function cutOut(text, dice) {
    const from = dice(text.length + 1);
    return text.slice(0, from) + text.slice(from + dice(40));
  },
  function truncated(text, dice) {
    return text.slice(0, dice(text.length + 1));
  },
  function oneCharacter(text, dice) {
    const at = dice(text.length + 1);
    return text.slice(0, at) + String.fromCharCode(dice(dice(2) === 0 ? 128 : 65_536)) + text.slice(at + dice(2));
  },
  function word(text, dice) {
    const words = [...text.matchAll(/[^\s:,[\]{}]+/g)];
    const { index, 0: old } = words[dice(words.length || 1)] ?? { index: 0, 0: '' };
    return text.slice(0, index) + (WORDS[dice(WORDS.length)] ?? '') + text.slice(index + old.length);
  },
  function lineTwice(text, dice) {
    return onLines(text, (lines) => lines.splice(dice(lines.length), 0, lines[dice(lines.length)] ?? ''));
  },
  function lineGone(text, dice) {
    return onLines(text, (lines) => lines.splice(dice(lines.length), 1));
  },
  function indent(text, dice) {
    return onLines(text, (lines) => {
      const at = dice(lines.length);
      lines[at] = dice(2) === 0 ? `${' '.repeat(dice(9))}${lines[at] ?? ''}` : (lines[at] ?? '').slice(dice(4));
    });
  },
  function structure(text, dice) {
    return JSON.stringify(changed(valueOf(text), dice)) ?? '';
  },
];

function onLines(text: string, edit: (lines: string[]) => unknown): string {
  const lines = text.split('\n');
  edit(lines);
  return lines.join('\n');
}

function valueOf(text: string): Json {
  try {
    return parse(text, { logLevel: 'silent' });
  } catch {
    return text;
  }
}

/** The value with something below it exchanged, doubled, renamed or removed. */
function changed(value: Json, dice: Dice): Json {
  if ((!isMap(value) && !isList(value)) || dice(5) === 0) return other(value, dice);
  const entries = isList(value) ? value.map((item, index) => [String(index), item] as const) : Object.entries(value);
  const chosen = dice(entries.length || 1);
  const next = entries.flatMap(([key, item], index): (readonly [string, Json])[] => {
    if (index !== chosen) return [[key, item]];
    if (dice(8) === 0) return [];
    return [[dice(8) === 0 ? (WORDS[dice(WORDS.length)] ?? '') : key, changed(item, dice)]];
  });
  return isList(value) ? next.map(([, item]) => item) : Object.fromEntries(next);
}

function other(value: Json, dice: Dice): Json {
  const word = WORDS[dice(WORDS.length)] ?? '';
  const long = 'x'.repeat(5000);
  const values: readonly Json[] = [
    null,
    true,
    0,
    -1,
    2 ** 53,
    '',
    long,
    word,
    [],
    {},
    [value],
    [value, value],
    { value },
  ];
  return values[dice(values.length)] ?? null;
}

/** The site with one to four mistakes in one of its files; now and then a byte that is no UTF-8. */
export function mutantOf(site: readonly InputFile[], dice: Dice): readonly InputFile[] {
  const chosen = dice(site.length);
  return site.map((file, index) => (index === chosen ? { ...file, bytes: mutated(file.bytes, dice) } : file));
}

function mutated(bytes: Uint8Array, dice: Dice): Uint8Array {
  let text = new TextDecoder().decode(bytes);
  for (let left = 1 + dice(4); left > 0; left -= 1) text = MUTATIONS[dice(MUTATIONS.length)]?.(text, dice) ?? text;
  const result = new TextEncoder().encode(text);
  if (dice(20) === 0) result[dice(result.length || 1)] = 0x80 + dice(128);
  return result;
}
