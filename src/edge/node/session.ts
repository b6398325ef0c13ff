/**
 * A shell on a node that runs commands one after the other, over one ssh. A command then costs a fork there. Without a
 * session it costs an ssh here, a login shell there, and the transfer of its scripts; here a text is sent once, and is a
 * variable of that shell.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import type { Ran } from '../../deploy/node/ports.ts';
import { GRACE, inputOf, KILL, MAX_OUTPUT, noAnswer, tooMuch, type RunOptions } from '../run.ts';
import { quoted } from './remote-line.ts';

/**
 * What the node runs. Each line is shell code: `keep NAME BYTES`, a text with an x behind it, which saves its newlines from the shell,
 * or `call BYTES MARK WORD...` with the input of the command behind it. A command reads its own input only, and what it leaves unread
 * is discarded. coreutils' head(1) takes no byte more than it is to. `n` is a newline, the
 * last character of the IFS with which each shell begins. In one line, as remoteLine needs a process for newlines.
 */
export const LOOP = [
  String.raw`keep() { eval "$1=\$(head -c $2)"; eval "$1=\${$1%x}"; }`,
  'call() { bytes=$1; mark=$2; shift 2; if [ "$bytes" = 0 ]; then "$@" </dev/null; else head -c "$bytes" | { "$@"; code=$?; ! IFS= read -r rest || cat >/dev/null; exit "$code"; }; fi',
  String.raw`code=$?; printf '\n%s %s\n' "$mark" "$code"; printf '\n%s %s\n' "$mark" "$code" >&2; }`,
  'n=${IFS#??}',
  'while IFS= read -r line; do eval "$line"; done',
].join('; ');

/** Characters from which on a word is sent once and kept. */
const LONG = 1000;

type Answer = { readonly out: Buffer[]; readonly err: Buffer[]; readonly mark: string; bytes: number };

export class Session {
  readonly #ssh: ChildProcess;
  readonly #kept = new Map<string, string>();
  readonly #nonce = randomBytes(8).toString('hex');
  #count = 0;
  #ended = false;
  #answer: Answer | undefined;
  #done: (ran: Ran) => void = () => undefined;

  /** `argv`: the ssh that runs LOOP. */
  constructor([program = '', ...args]: readonly string[], { env, group }: Pick<RunOptions, 'env' | 'group'>) {
    this.#ssh = spawn(program, args, { env, detached: group === 'apart', stdio: 'pipe' });
    this.#ssh.stdin?.on('error', () => undefined); // "exit" says that it has ended
    this.#ssh.stdout?.on('data', (bytes: Buffer) => this.#read('out', bytes));
    this.#ssh.stderr?.on('data', (bytes: Buffer) => this.#read('err', bytes));
    this.#ssh.once('error', ({ message }) => this.#finish({ exitCode: null, stdout: '', stderr: message }));
    this.#ssh.once('exit', (code, signal) => this.#exit(code, signal));
    this.#hold('unref');
  }

  /** Can it take a command now? */
  get isFree(): boolean {
    return !this.#ended && this.#answer === undefined;
  }

  /** Has its ssh ended? A command that was under way then has the result of ssh. */
  get isOver(): boolean {
    return this.#ended;
  }

  /** Runs a command. One that takes too long, or prints too much, ends the session. */
  async run(argv: readonly string[], { stdin, timeout }: Pick<RunOptions, 'stdin' | 'timeout'>): Promise<Ran> {
    this.#count += 1;
    const mark = `clusterc: ${this.#nonce} ${this.#count}`;
    this.#answer = { out: [], err: [], mark, bytes: 0 };
    this.#hold('ref');
    const ran = new Promise<Ran>((done) => (this.#done = done));
    const timer = setTimeout(() => this.#giveUp(noAnswer(timeout)), timeout);
    this.#send(argv, inputOf(stdin), mark);
    const result = await ran;
    clearTimeout(timer);
    this.#hold('unref');
    return result;
  }

  /** In one piece: each write is a system call, and the pipe takes 64 KiB at once. */
  #send(argv: readonly string[], input: string | Uint8Array, mark: string): void {
    const texts = argv.filter((word) => word.length >= LONG && !this.#kept.has(word));
    const kept = texts.map(
      (text, index) => `keep w${this.#kept.size + index} ${Buffer.byteLength(text) + 1}\n${text}x`,
    );
    for (const text of texts) this.#kept.set(text, `w${this.#kept.size}`);
    const words = argv.map((word) => (this.#kept.has(word) ? `"$${this.#kept.get(word)}"` : quoted(word)));
    const call = `call ${Buffer.byteLength(input)} '${mark}' ${words.join(' ')}\n`;
    this.#ssh.stdin?.write(
      Buffer.concat([...kept, call, input].map((part) => (typeof part === 'string' ? Buffer.from(part) : part))),
    );
  }

  #read(stream: 'out' | 'err', bytes: Buffer): void {
    const answer = this.#answer;
    if (answer === undefined) return;
    answer[stream].push(bytes);
    answer.bytes += bytes.length;
    if (answer.bytes > MAX_OUTPUT) return this.#giveUp(tooMuch());
    const out = endedIn(answer.out, answer.mark);
    const err = out === undefined ? undefined : endedIn(answer.err, answer.mark);
    if (out !== undefined && err !== undefined)
      this.#finish({ exitCode: out.exitCode, stdout: out.text, stderr: err.text });
  }

  #exit(code: number | null, signal: string | null): void {
    const { out = [], err = [] } = this.#answer ?? {};
    const finish = () => {
      const stderr = code === null ? `it was ended by ${signal}` : Buffer.concat(err).toString();
      this.#finish({ exitCode: code, stdout: Buffer.concat(out).toString(), stderr });
    };
    this.#ended = true;
    this.#ssh.once('close', finish);
    setTimeout(finish, GRACE).unref();
  }

  #giveUp(ran: Ran): void {
    this.#ended = true;
    this.#ssh.kill();
    setTimeout(() => this.#ssh.kill('SIGKILL'), KILL).unref();
    this.#finish(ran);
  }

  #finish(ran: Ran): void {
    this.#answer = undefined;
    this.#done(ran);
  }

  /** A session that waits for commands does not keep this process alive. */
  #hold(how: 'ref' | 'unref'): void {
    this.#ssh[how]();
    for (const pipe of [this.#ssh.stdin, this.#ssh.stdout, this.#ssh.stderr]) if (pipe instanceof Socket) pipe[how]();
  }
}

/** What came before the mark, if the mark has come. */
function endedIn(
  chunks: readonly Buffer[],
  mark: string,
): { readonly text: string; readonly exitCode: number } | undefined {
  const [last] = chunks.slice(-1);
  if (last === undefined || last.at(-1) !== NEWLINE) return undefined;
  const text = Buffer.concat(chunks).toString();
  const at = text.lastIndexOf(`\n${mark} `);
  const [, code] = at === -1 ? [] : (/^ ([0-9]+)\n$/.exec(text.slice(at + 1 + mark.length)) ?? []);
  return code === undefined ? undefined : { text: text.slice(0, at), exitCode: Number(code) };
}

const NEWLINE = 10;
