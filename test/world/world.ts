/**
 * The simulated world that pushes are tested in: machines in memory, the cluster on them (test/cluster), and a clock that only moves when
 * someone waits. One command after the other; what machines do by themselves happens in between, in its time.
 */
import { NOT_PLAYED, type Answer } from '../cluster/commands/command.ts';
import { runCommand } from '../cluster/commands/commands.ts';
import { noted } from '../cluster/guests.ts';
import { died, fenced, type Files } from '../cluster/membership.ts';
import { atBoot } from '../cluster/commands/service.ts';
import { nodeAt, SEEN_DELAYS, type ClusterState } from '../cluster/state.ts';
import { settled } from '../cluster/time.ts';
import { activatorVerb, type Answered } from './twin/activator.ts';
import type { Alone } from './twin/alone.ts';
import { Machine } from './machine.ts';
import { withVersion } from './twin/rows.ts';

/** `boot`: of the machine on which it waits; null: it is no machine's. */
type Timer = { readonly at: number; readonly host: string; readonly boot: number | null; readonly work: () => void };
type Waiting = { readonly at: number; readonly go: () => void };

const MINUTE = 60_000;
/** What a node asks itself while it is alone. */
const READING = /^cman_tool (status|nodes|version)$/;

export class World {
  state: ClusterState;
  now = Date.parse('2026-11-28T22:30:00Z');
  readonly machines: ReadonlyMap<string, Machine>;
  /** What was run where, as a person would have typed it. */
  readonly transcript: string[] = [];
  #timers: Timer[] = [];
  /** The last minute in which cron has run. */
  #ticked = 0;
  readonly #waiting: Waiting[] = [];
  #turns = false;

  constructor(state: ClusterState) {
    this.state = { ...state, clock: this.#seconds(), delays: SEEN_DELAYS };
    this.machines = new Map(state.nodes.map(({ host }) => [host, new Machine(host)]));
  }

  /** Another world that is the same now; nothing is on its way in either. */
  fork(): World {
    const other = new World(this.state);
    other.state = this.state;
    other.now = this.now;
    for (const [host, machine] of this.machines) other.machine(host).become(machine);
    return other;
  }

  /** All that its future depends on, as text; undefined while something is on its way, as its future depends on the time then. */
  restState(): string | undefined {
    const { now: _, clock: _at, events: _seen, generation: _count, pending, services, nodes, ...rest } = this.state;
    const machines = [...this.machines.values()];
    if (pending.length > 0 || this.#timers.length > 0 || !machines.every((machine) => machine.isIdle()))
      return undefined;
    const timeless = {
      ...rest,
      services: services.map(({ since: _since, ...service }) => service),
      nodes: nodes.map(({ joined: _joined, ...node }) => node),
    };
    return JSON.stringify([timeless, machines.map((machine) => machine.content())]);
  }

  machine(host: string): Machine {
    const found = this.machines.get(host);
    if (found === undefined) throw new Error(`there is no machine ${host}`);
    return found;
  }

  /** Runs a command of the cluster on a host, as its root would. */
  exec(host: string, argv: readonly string[]): Answer {
    const machine = this.machine(host);
    const answer = machine.on
      ? runCommand(this.state, host, argv, this.#files, this.#seconds())
      : runCommand(this.state, host, ['false'], this.#files, this.#seconds());
    // A plan whose commands are not played proves nothing.
    if (answer.exit === NOT_PLAYED) throw new Error(answer.stderr);
    if (machine.on) this.state = answer.state;
    return answer;
  }

  activator(host: string, verb: string, id: string, input: string, owner = ''): Answered {
    return activatorVerb(this.alone(host), verb, id, input, owner);
  }

  note(host: string, line: string, exit: number): void {
    this.transcript.push(`${host}$ ${line}${exit === 0 ? '' : `  # ${exit}`}`);
  }

  alone(host: string): Alone {
    const machine = this.machine(host);
    const exec = (argv: readonly string[]) => {
      const answer = this.exec(host, argv);
      if (!READING.test(argv.join(' '))) this.note(host, `${argv.join(' ')}  (alone)`, answer.exit);
      return answer;
    };
    return {
      machine,
      now: () => this.now,
      exec,
      after: (millis, work) => void this.#timers.push({ at: this.now + millis, host, boot: machine.boot, work }),
      sleep: (millis) => this.advance(millis),
      runsAtLeast: (version) =>
        Number(/ config (\d+)/.exec(exec(['cman_tool', 'version']).stdout)?.[1] ?? 0) >= version,
    };
  }

  /** Happens later, whatever has power by then. */
  later(millis: number, work: () => void): void {
    this.#timers.push({ at: this.now + millis, host: '', boot: null, work });
  }

  /** For those who wait at the same time: the clock goes to the first of them when no one has anything else to do. */
  wait(millis: number): Promise<void> {
    return new Promise((go) => {
      this.#waiting.push({ at: this.now + millis, go });
      this.#turn();
    });
  }

  #turn(): void {
    if (this.#turns || this.#waiting.length === 0) return;
    this.#turns = true;
    setImmediate(() => {
      this.#turns = false;
      const at = Math.min(...this.#waiting.map((one) => one.at));
      const [first] = this.#waiting.splice(
        this.#waiting.findIndex((one) => one.at === at),
        1,
      );
      this.advance(Math.max(0, at - this.now));
      first?.go();
      this.#turn();
    });
  }

  /** Time passes: whatever is due happens, in its order. */
  advance(millis: number): void {
    const until = this.now + millis;
    for (;;) {
      const next = Math.min(...this.#timers.map(({ at }) => at), this.#nextMinute(), Infinity);
      if (next > until) break;
      this.now = Math.max(this.now, next);
      this.#settle();
      this.#due();
    }
    this.now = Math.max(this.now, until);
    this.#settle();
  }

  /** Daemons do what they have begun; a suspended node looks for its file each second. */
  #settle(): void {
    this.state = settled(this.state, this.#files, this.#seconds());
  }

  #seconds(): number {
    return Math.floor(this.now / 1000);
  }

  /** Of cron, where some machine has its entry. */
  #nextMinute(): number {
    const some = [...this.machines.values()].some(({ on, cron }) => on && cron);
    return some ? (Math.floor(this.now / MINUTE) + 1) * MINUTE : Infinity;
  }

  #due(): void {
    const due = this.#timers.filter(({ at }) => at <= this.now);
    this.#timers = this.#timers.filter(({ at }) => at > this.now);
    for (const { host, boot, work } of due) if (boot === null || this.#isUp(host, boot)) work();
    if (this.now % MINUTE !== 0 || this.now === this.#ticked) return;
    this.#ticked = this.now;
    for (const { host, on, cron } of this.machines.values()) if (on && cron) this.tick(host);
  }

  #isUp(host: string, since: number): boolean {
    const { on, boot } = this.machine(host);
    return on && boot === since;
  }

  tick(host: string): void {
    activatorVerb(this.alone(host), 'tick', '', '', '');
  }

  /** The power goes; the others fence it, or try to. */
  crash(host: string, fencing: 'succeeds' | 'fails' = 'succeeds'): void {
    const machine = this.machine(host);
    if (!machine.on) return;
    this.#settle();
    machine.on = false;
    this.#become(died(this.state, host, fencing), host);
  }

  /** A host that could not be fenced is, at last. */
  fence(host: string): void {
    this.#become(fenced(this.state, host), host);
  }

  #become(state: ClusterState, without: string): void {
    this.state = noted(this.state, state, { by: without, because: 'power' }, this.#files);
  }

  /** Power on: cman and rgmanager start where they start at boot, before cron does. */
  boot(host: string): void {
    const machine = this.machine(host);
    if (machine.on) return;
    machine.on = true;
    machine.boot += 1;
    for (const argv of atBoot(nodeAt(this.state, host).boot)) this.exec(host, argv);
    if (machine.cron) this.tick(host);
  }

  readonly #files: Files = {
    read: (host, path) => this.#read(host, path),
    write: (host, path, text) => {
      const { on, files } = this.machine(host);
      if (on) files.set(path, { text, mode: '0640', owner: 'root', group: 'root' });
      return on;
    },
    valid: (_host, text) => !text.includes('invalid'),
  };

  #read(host: string, path: string): string | undefined {
    const { files, store } = this.machine(host);
    const [, staged] = /^\/var\/lib\/clusterc\/staged\/files(\/.*)$/.exec(path) ?? [];
    if (staged !== undefined) return store.staged?.files.get(staged);
    if (path.startsWith('/var/lib/clusterc/undo/back/')) return store.undo?.back?.file.text;
    return files.get(path)?.text;
  }

  /** cluster.conf without its version, on each machine. */
  confs(): readonly (string | undefined)[] {
    return [...this.machines.keys()].map((host) => {
      const text = this.#read(host, '/etc/cluster/cluster.conf');
      return text === undefined ? undefined : withVersion(0, text);
    });
  }
}
