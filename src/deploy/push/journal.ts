/**
 * The record of pushes, as lines of JSON: who, what, when, why, and the outcome. The machine where a push starts keeps it, and each
 * node that it locks. Nothing is ever decided by it: the state of a node is asked of the node.
 */
import { Fields } from '../../bundle/fields.ts';
import type { Outcome } from './outcome.ts';

/** Written before anything changes. */
export type Begin = {
  /** Version of this format. */
  readonly v: 1;
  readonly entry: 'begin';
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Random: 16 hex digits, which the end repeats. */
  readonly id: string;
  /** `user@machine`. */
  readonly who: string;
  readonly command: 'push' | 'revert';
  /** Identity of the bundle. */
  readonly bundle: string;
  /** Identity of the plan. */
  readonly plan: string;
  readonly cluster: string;
  /** The hosts, by node_id. */
  readonly nodes: readonly string[];
  /** The reason that was given, if any. */
  readonly because: string | null;
  /** Codes of allowed findings. */
  readonly allowed: readonly string[];
  /** Were values of secrets all that changed? Such a push leaves the identity of the bundle as it is. */
  readonly secretsOnly?: true;
};

export type End = {
  readonly v: 1;
  readonly entry: 'end';
  readonly at: string;
  readonly id: string;
  readonly outcome: Outcome['ended'];
  readonly exit: number;
  readonly interrupted: boolean;
  /** Host -> its outcome, in the words of the recap. */
  readonly nodes: { readonly [host: string]: string };
  /** The first errors as `CODE: message`; absent in entries of an older clusterc. */
  readonly errors?: readonly string[];
};

/** What a node did by itself when the controller was gone; only nodes write it. */
export type Alone = Pick<End, 'v' | 'at' | 'id'> & { readonly entry: 'alone'; readonly did: 'put-back' | 'kept' };

export type Entry = Begin | End | Alone;

/** `end` null: the outcome is unknown, or the push is still running. */
export type Pushed = { readonly begin: Begin; readonly end: End | null; readonly alone: readonly Alone[] };

/** Oldest first; `foreign` counts lines that are not valid entries here. */
export type History = { readonly pushes: readonly Pushed[]; readonly foreign: number };

/** A truncated last line belongs to a push in progress, or to a full disk. It does not count as foreign. */
export function historyIn(text: string): History {
  const lines = text.split('\n');
  const cut = lines.pop() ?? '';
  const entries = lines.filter((line) => line !== '').map(entryIn);
  const last = entryIn(cut);
  return paired(last === undefined ? entries : [...entries, last]);
}

/** An end without a start, a second start and a second end are foreign, as no push writes them. */
function paired(entries: readonly (Entry | undefined)[]): History {
  const pushes = new Map<string, Pushed>();
  let foreign = 0;
  for (const entry of entries) {
    const known = entry === undefined ? undefined : pushes.get(entry.id);
    if (entry?.entry === 'begin' && known === undefined) pushes.set(entry.id, { begin: entry, end: null, alone: [] });
    else if (entry?.entry === 'alone' && known !== undefined)
      pushes.set(entry.id, { ...known, alone: [...known.alone, entry] });
    else if (entry?.entry === 'end' && known?.end === null) pushes.set(entry.id, { ...known, end: entry });
    else foreign += 1;
  }
  return { pushes: [...pushes.values()], foreign };
}

/** Longer than any entry: the names of some hundred hosts, and a reason. */
const LONGEST = 65_536;

/** The entry in a line; undefined if it is none, or of a later version. */
export function entryIn(line: string): Entry | undefined {
  const complaints: string[] = [];
  const json = line.length > LONGEST ? undefined : parsed(line);
  const fields = new Fields(json, 'entry', (problem) => complaints.push(problem));
  const entry = READERS[fields.oneOf('entry', ['begin', 'end', 'alone'])](fields);
  return fields.number('v') === 1 && complaints.length === 0 ? entry : undefined;
}

function parsed(line: string) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const ID = /^[0-9a-f]{16}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const HOST = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
/** As `toISOString` writes it. */
const TIME = {
  test: (text: string) => /^[0-9]{4}-[0-9T:.-]+Z$/.test(text) && !Number.isNaN(Date.parse(text)),
};

const READERS: { readonly [E in Entry['entry']]: (fields: Fields) => Entry } = {
  begin: beginFrom,
  end: endFrom,
  alone: aloneFrom,
};

function beginFrom(fields: Fields): Begin {
  return {
    v: 1,
    entry: 'begin',
    at: fields.text('at', TIME),
    id: fields.text('id', ID),
    who: fields.text('who'),
    command: fields.oneOf('command', ['push', 'revert']),
    bundle: fields.text('bundle', DIGEST),
    plan: fields.text('plan', DIGEST),
    cluster: fields.text('cluster'),
    nodes: fields.texts('nodes'),
    because: fields.textOrNull('because'),
    allowed: fields.texts('allowed'),
    ...(fields.has('secretsOnly') && fields.truth('secretsOnly') ? { secretsOnly: true } : {}),
  };
}

function endFrom(fields: Fields): End {
  return {
    v: 1,
    entry: 'end',
    at: fields.text('at', TIME),
    id: fields.text('id', ID),
    outcome: fields.oneOf('outcome', ['applied', 'unchanged', 'refused', 'reverted', 'stuck']),
    exit: fields.number('exit'),
    interrupted: fields.truth('interrupted'),
    nodes: fields.namedTexts('nodes', HOST),
    ...(fields.has('errors') ? { errors: fields.texts('errors') } : {}),
  };
}

function aloneFrom(fields: Fields): Alone {
  return {
    v: 1,
    entry: 'alone',
    at: fields.text('at', TIME),
    id: fields.text('id', ID),
    did: fields.oneOf('did', ['put-back', 'kept']),
  };
}
