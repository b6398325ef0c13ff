/** The state of a node as reported by its activator. Plain data; secrets are masked already. */
import { as, type Digest, type HostName, type RemotePath } from '../../base/brand.ts';
import { sha256 } from '../../base/json.ts';
import type { Cause } from './cause.ts';

/**
 * The found content against the desired one. `form`: another text with the same meaning, which no node can tell (see
 * diff/forms.ts); `other`: not a regular file; `extra`: installed by us and no longer desired; `unknown`: a secret's value is
 * unknown.
 */
export type Relation = 'same' | 'form' | 'differs' | 'absent' | 'other' | 'extra' | 'unknown';
/** The found content against the last installed one. */
export type FileOrigin = 'ours' | 'edited' | 'missing' | 'foreign' | 'none';

export type FoundFile = {
  readonly path: RemotePath;
  readonly relation: Relation;
  readonly origin: FileOrigin;
  /** Permission bits; null if it is not a regular file. */
  readonly mode: number | null;
  readonly owner: string | null;
  readonly group: string | null;
  /** The masked text of a file that differs or is extra; null if unknown. */
  readonly text: string | null;
};

/**
 * An interrupted push. `confirmed`: the files are in place and hold, and only the record is missing; `reverting`: a rollback
 * has started.
 */
export type Interrupted = {
  readonly bundle: Digest;
  readonly after: 'staged' | 'armed' | 'confirmed' | 'reverting';
  /** Seconds until the node rolls back by itself: 0 if it is due, null if it will not. */
  readonly secondsLeft: number | null;
};

/** The owner of a lock, its age by the node's clock, and its lease. */
export type Lock = { readonly owner: string; readonly ageSeconds: number; readonly leaseSeconds: number };

export type ReachedNode = {
  readonly node: HostName;
  readonly reachable: true;
  readonly lock: Lock | null;
  readonly installed: Digest | null;
  /** The newest bundle that the node keeps besides the installed one. */
  readonly previous: Digest | null;
  readonly interrupted: Interrupted | null;
  /** Version of the announced file on disk, of the running cluster, and in the record of the last push. */
  readonly configVersion: {
    readonly file: number | null;
    readonly running: number | null;
    readonly installed: number | null;
  };
  readonly files: readonly FoundFile[];
  /** Equal for states that differ only in lock and elapsed time, and in texts, which have digests of their own. */
  readonly digest: Digest;
};
export type UnreachedNode = {
  readonly node: HostName;
  readonly reachable: false;
  readonly reason: string;
  readonly cause: Cause;
};
export type NodeState = ReachedNode | UnreachedNode;

/** Does the file need no other content? */
export function isAsDesired({ relation }: Pick<FoundFile, 'relation'>): boolean {
  return relation === 'same' || relation === 'form';
}

const PROTOCOL = 'clusterc-node 2';

/** What is wrong with an answer: it has no end, it has no or another protocol, or a text does not match its digest. */
export type Garbled = 'cut-off' | 'not-understood' | 'wrong-digest';

/**
 * The activator's `observe` output as a state. `mask` is applied to every text. A node may report each desired path once, and
 * files that it was given before (`extra`). Anything else is malformed.
 */
export function parseObservation(
  node: HostName,
  output: string,
  desired: readonly RemotePath[],
  mask: (text: string) => string,
): ReachedNode | Garbled {
  if (!output.startsWith(`${PROTOCOL}\n`)) return 'not-understood';
  if (!output.endsWith('\nend\n')) return 'cut-off';
  const state = parseWhole(node, output.slice(0, -'end\n'.length), mask);
  if (typeof state === 'string') return state;
  const reported = state.files.filter(({ relation }) => relation !== 'extra').map(({ path }) => path);
  const all = new Set(state.files.map(({ path }) => path));
  const isWhole =
    all.size === state.files.length && reported.length === desired.length && desired.every((path) => all.has(path));
  return isWhole ? state : 'not-understood';
}

function parseWhole(node: HostName, output: string, mask: (text: string) => string): ReachedNode | Garbled {
  const reader = new Lines(output);
  reader.next();
  const lock = field(reader.next(), 'lock');
  const installed = field(reader.next(), 'installed');
  const previous = field(reader.next(), 'previous');
  const interrupted = field(reader.next(), 'interrupted');
  const file = field(reader.next(), 'version file');
  const running = field(reader.next(), 'version running');
  const recorded = field(reader.next(), 'version installed');
  if ([lock, installed, previous, interrupted, file, running, recorded].includes(undefined)) return 'not-understood';
  const held = parseLock(value(lock));
  if (held === undefined) return 'not-understood';
  const files = parseFiles(reader, mask);
  if (typeof files === 'string') return files;
  return {
    node,
    reachable: true,
    lock: held,
    installed: digest(value(installed)),
    previous: digest(value(previous)),
    interrupted: parseInterrupted(value(interrupted)),
    configVersion: { file: number(value(file)), running: number(value(running)), installed: number(value(recorded)) },
    files,
    digest: timelessDigest(`${output}end\n`),
  };
}

/** Of an answer of `observe`: as clusterc-node.sh computes it for `compare`. */
export function timelessDigest(output: string): Digest {
  const lines = output.split('\n').filter((line) => !/^[|!.\\]/.test(line));
  const timeless = lines
    .join('\n')
    .replace(/^lock .*$/m, 'lock -')
    .replace(/^(interrupted \S+ \S+) \S+$/m, '$1 -');
  return sha256(timeless);
}

class Lines {
  readonly #lines: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#lines = text.split('\n');
  }

  next(): string | undefined {
    return this.#lines[this.#at++];
  }

  peek(): string | undefined {
    return this.#lines[this.#at];
  }
}

function field(line: string | undefined, name: string): string | undefined {
  return line?.startsWith(`${name} `) === true ? line.slice(name.length + 1) : undefined;
}

function value(text: string | undefined): string | null {
  return text === undefined || text === '-' ? null : text;
}

function number(text: string | null): number | null {
  // A number that is too long is not absent: the next version must not be lower.
  return text !== null && /^[0-9]+$/.test(text) ? Math.min(Number(text), Number.MAX_SAFE_INTEGER) : null;
}

function digest(text: string | null): Digest | null {
  return text !== null && /^[0-9a-f]{64}$/.test(text) ? as<Digest>(text) : null;
}

/** `AGE LEASE OWNER`, where the owner may contain blanks; undefined for anything else. */
export function parseLock(text: string | null): Lock | null | undefined {
  if (text === null) return null;
  const [, age = null, lease = null, owner = ''] = /^([0-9]+) ([0-9]+) (.+)$/.exec(text) ?? [];
  const [ageSeconds, leaseSeconds] = [number(age), number(lease)];
  return ageSeconds === null || leaseSeconds === null ? undefined : { owner, ageSeconds, leaseSeconds };
}

function parseInterrupted(text: string | null): Interrupted | null {
  const [bundle = '', after = '', seconds = '-'] = text?.split(' ') ?? [];
  const id = digest(bundle);
  return id === null ? null : { bundle: id, after: isAfter(after) ? after : 'staged', secondsLeft: number(seconds) };
}

function isAfter(text: string): text is Interrupted['after'] {
  return ['staged', 'armed', 'confirmed', 'reverting'].includes(text);
}

const FILE =
  /^file (same|differs|absent|other|extra|unknown) (ours|edited|missing|foreign|none) (\S+) (\S+) (\S+) (\S+) (\/(?!.*\.\.)[A-Za-z0-9._/+@-]+)$/;

function parseFiles(reader: Lines, mask: (text: string) => string): readonly FoundFile[] | Garbled {
  const files: FoundFile[] = [];
  for (let line = reader.next(); line !== undefined && line !== ''; line = reader.next()) {
    const [, relation, origin, mode = '-', owner = '-', group = '-', sum, path = ''] = FILE.exec(line) ?? [];
    if (!isRelation(relation) || !isOrigin(origin)) return 'not-understood';
    const text = readText(reader);
    if (text !== null && isOther(text, sum)) return 'wrong-digest';
    const bits = mode === '-' ? null : Number.parseInt(mode, 8);
    files.push({
      path: as<RemotePath>(path),
      relation,
      origin,
      mode: bits,
      owner: value(owner),
      group: value(group),
      text: text === null ? null : mask(text),
    });
  }
  return files;
}

/** Does a text differ from its digest on the node? Unknown, hence false, for text that is not UTF-8 or was not sent. */
function isOther(text: string, sum: string | undefined): boolean {
  return digest(sum ?? null) !== null && !text.includes('\ufffd') && !NOT_SENT.test(text) && sha256(text) !== sum;
}

const NOT_SENT = /^\((other|large|binary) file\)\n$/;

/** The lines of a text up to the closing dot; null for a file whose text is not sent. */
function readText(reader: Lines): string | null {
  if (!/^[|!.]/.test(reader.peek() ?? '')) return null;
  const lines: string[] = [];
  let newline = true;
  for (let line = reader.next(); line !== undefined && line !== '.'; line = reader.next()) {
    if (line.startsWith('!')) lines.push(`(${line.slice(1)} file)`);
    else if (line === '\\') newline = false;
    else lines.push(line.slice(1));
  }
  return lines.join('\n') + (newline && lines.length > 0 ? '\n' : '');
}

function isRelation(text: string | undefined): text is Relation {
  return ['same', 'differs', 'absent', 'other', 'extra', 'unknown'].includes(text ?? '');
}

function isOrigin(text: string | undefined): text is FileOrigin {
  return ['ours', 'edited', 'missing', 'foreign', 'none'].includes(text ?? '');
}
