/**
 * The simulated world that pushes are tested in: machines in memory, the cluster on them (test/cluster), and a clock that only moves when
 * somebody waits. One command after the other; what machines do by themselves happens in between, in its time.
 */
import type { Answer } from '../cluster/command.ts';
import { runCommand } from '../cluster/commands.ts';
import { died, type Files } from '../cluster/membership.ts';
import type { ClusterState } from '../cluster/state.ts';
import { activatorVerb, type Told } from './activator.ts';
import type { Alone } from './alone.ts';
import { Machine } from './machine.ts';
import { withVersion } from './rows.ts';

type Timer = { readonly at: number; readonly host: string; readonly boot: number; readonly work: () => void };

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

  constructor(state: ClusterState) {
    this.state = state;
    this.machines = new Map(state.nodes.map(({ host }) => [host, new Machine(host)]));
  }

  /** Another world that is the same now; nothing is on its way in either. */
  fork(): World {
    const other = new World(this.state);
    other.now = this.now;
    for (const [host, machine] of this.machines) other.machine(host).become(machine);
    return other;
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
      ? runCommand(this.state, host, argv, this.#files)
      : runCommand(this.state, host, ['false'], this.#files);
    if (machine.on) this.state = answer.state;
    return answer;
  }

  activator(host: string, verb: string, id: string, input: string): Told {
    const told = activatorVerb(this.alone(host), verb, id, input);
    return told;
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
      runsAtLeast: (version) =>
        Number(/ config (\d+)/.exec(exec(['cman_tool', 'version']).stdout)?.[1] ?? 0) >= version,
    };
  }

  /** Time passes: whatever is due happens, in its order. */
  advance(millis: number): void {
    const until = this.now + millis;
    for (;;) {
      const next = Math.min(...this.#timers.map(({ at }) => at), this.#nextMinute(), Infinity);
      if (next > until) break;
      this.now = Math.max(this.now, next);
      this.#due();
    }
    this.now = until;
  }

  /** Of cron, where some machine has its entry. */
  #nextMinute(): number {
    const some = [...this.machines.values()].some(({ on, cron }) => on && cron);
    return some ? (Math.floor(this.now / MINUTE) + 1) * MINUTE : Infinity;
  }

  #due(): void {
    const due = this.#timers.filter(({ at }) => at <= this.now);
    this.#timers = this.#timers.filter(({ at }) => at > this.now);
    for (const { host, boot, work } of due) {
      const machine = this.machine(host);
      if (machine.on && machine.boot === boot) work();
    }
    if (this.now % MINUTE === 0)
      for (const { host, on, cron } of this.machines.values()) if (on && cron) this.tick(host);
  }

  tick(host: string): void {
    activatorVerb(this.alone(host), 'tick', '', '');
  }

  /** The power goes; the others fence it. */
  crash(host: string): void {
    const machine = this.machine(host);
    if (!machine.on) return;
    machine.on = false;
    this.state = died(this.state, host, 'succeeds');
  }

  /** Power on: cman and rgmanager start where they start at boot, before cron does. */
  boot(host: string): void {
    const machine = this.machine(host);
    if (machine.on) return;
    machine.on = true;
    machine.boot += 1;
    const starts = ['iscsid', 'iscsi', 'libvirtd', 'cman', 'clvmd', 'rgmanager'];
    for (const { portal, iqn } of this.state.nodes.find((node) => node.host === host)?.records ?? [])
      this.exec(host, ['iscsiadm', '-m', 'node', '-T', iqn, '-p', portal, '--login']);
    for (const name of starts) this.exec(host, ['service', name, 'start']);
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
