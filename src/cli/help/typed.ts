/** A partial command line -> candidates for its last word. Pure; reads only the table of commands. */
import { ALL, GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION } from './about.ts';
import type { ArgumentSpec, CommandWords, Completes, OptionSpec } from '../command.ts';

export type Expected = {
  /** The last word as typed. */
  readonly typed: string;
  /** The part of the word that the shell has already, and that candidates repeat: `--format=`. */
  readonly prefix: string;
  /** So many characters of each candidate are in the words before: `host1:` in bash. */
  readonly split: number;
  /** Candidates from the table with their descriptions. */
  readonly words: readonly (readonly [word: string, description: string])[];
  readonly completes: readonly Completes[];
  readonly site: string;
  readonly sandbox: string | undefined;
  /** The first argument, if it has choices: the stage of `dump`. */
  readonly choice: string | undefined;
};

type Position = Pick<ArgumentSpec, 'choices' | 'completes'>;

/**
 * `words`: everything after `clusterc`, with the word being typed last. bash splits `--format=js` and `host1:/etc` into three words, other
 * shells do not; a candidate has only what follows the split.
 */
export function expected(words: readonly string[]): Expected {
  const [typed = '', ...before] = joined(words).toReversed();
  const read = readWords(before.toReversed());
  const inline = read.ended ? null : /^(--[^=]+=)(.*)$/.exec(typed);
  const [, prefix = '', value = typed] = inline ?? [];
  const option = inline === null ? read.open : optionFor(prefix.slice(0, -1), read.command);
  return {
    typed: value,
    prefix: words.at(-2) === '=' || words.at(-1) === '=' ? '' : prefix,
    split: words.at(-2) === ':' || words.at(-1) === ':' ? value.indexOf(':') + 1 : 0,
    ...(inline === null && option === undefined ? wordsAt(read, value) : valuesOf(option)),
    site: siteOf(read),
    sandbox: read.sandbox,
    choice: read.command?.arguments[0]?.choices === undefined ? undefined : read.operands[0],
  };
}

function joined(words: readonly string[]): readonly string[] {
  const result: string[] = [];
  for (const [index, word] of words.entries()) {
    const last = result.at(-1) ?? '';
    const before = words[index - 1];
    if ((word === '=' && last.startsWith('--')) || (word === ':' && last !== '')) result.push(`${result.pop()}${word}`);
    else if (/^--[^=]+=$/.test(last) || before === ':') result.push(`${result.pop()}${word}`);
    else result.push(word);
  }
  return result;
}

type Read = {
  readonly command: CommandWords | undefined;
  readonly operands: readonly string[];
  /** An option that still needs its value. */
  readonly open: OptionSpec | undefined;
  /** The value of `--sandbox`. */
  readonly sandbox: string | undefined;
  /** Was there a `--`? */
  readonly ended: boolean;
};

const NOTHING_READ: Read = { command: undefined, operands: [], open: undefined, sandbox: undefined, ended: false };

function readWords(words: readonly string[]): Read {
  return words.reduce<Read>(readWord, NOTHING_READ);
}

function readWord(read: Read, word: string): Read {
  if (read.open !== undefined) return { ...read, open: undefined, ...sandboxIn(read.open, word) };
  if (!read.ended && word === '--') return { ...read, ended: true };
  if (!read.ended && word.startsWith('-')) {
    const option = optionFor(word, read.command);
    return option !== undefined && takesValue(option) ? { ...read, open: option } : read;
  }
  if (read.command === undefined) return { ...read, command: ALL.find(({ name }) => name === word) ?? UNKNOWN };
  return { ...read, operands: [...read.operands, word] };
}

function sandboxIn(option: OptionSpec, value: string): Partial<Read> {
  return names(option).includes('--sandbox') ? { sandbox: value } : {};
}

const UNKNOWN: CommandWords = { name: '', summary: '', description: '', arguments: [], options: [], example: '' };

function optionsOf(command: CommandWords | undefined): readonly OptionSpec[] {
  const own = command === undefined ? [VERSION_OPTION] : command.options;
  return [...own, ...GLOBAL_OPTIONS, HELP_OPTION];
}

function optionFor(word: string, command: CommandWords | undefined): OptionSpec | undefined {
  return optionsOf(command).find((option) => names(option).includes(word));
}

/** `-o, --output <DIR>` -> both names. */
function names({ flags }: OptionSpec): readonly string[] {
  return flags.replace(/ <.*$/, '').split(', ');
}

function takesValue({ flags }: OptionSpec): boolean {
  return flags.includes('<');
}

type Offer = Pick<Expected, 'words' | 'completes'>;

function wordsAt({ command, operands, ended }: Read, typed: string): Offer {
  if (typed.startsWith('-') && !ended) {
    const offered = optionsOf(command).map((option) => [names(option).at(-1) ?? '', option.description] as const);
    return { words: offered, completes: [] };
  }
  if (command === undefined) return { words: ALL.map(({ name, summary }) => [name, summary]), completes: [] };
  const last = command.arguments.at(-1);
  return valuesOf(command.arguments[operands.length] ?? (last?.variadic === true ? last : undefined));
}

function valuesOf(at: Position | undefined): Offer {
  return {
    words: (at?.choices ?? []).map((choice) => [choice, '']),
    completes: at?.completes === undefined ? [] : [at.completes].flat(),
  };
}

function siteOf({ command, operands }: Read): string {
  const index = command?.arguments.findIndex(({ completes }) => completes === 'site') ?? -1;
  return operands[index] ?? '.';
}
