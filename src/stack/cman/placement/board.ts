/** What each host runs while a change is simulated, and what happened to each service. */
import type { HostName } from '../../../base/brand.ts';
import type { Move, Outcome, Settled, Situation } from '../../../placement/placement.ts';
import type { Unit } from './units.ts';

/** Services on a host, exclusive ones among them, and the memory of its VMs. */
export type Crowd = { readonly count: number; readonly exclusive: number; readonly memory: number };

export class Board {
  readonly members: ReadonlySet<HostName>;
  readonly #owners = new Map<string, HostName>();
  readonly #crowds = new Map<HostName, Crowd>();
  /** Owners before the change. */
  readonly #from = new Map<string, HostName>();
  readonly #migrated = new Set<string>();
  readonly #restarted = new Set<string>();
  readonly #reasons = new Map<string, string>();
  readonly #choices = new Map<string, readonly HostName[]>();
  /** Not started again: disabled by its recovery policy. Between changes, it has no host in `running`. */
  readonly disabled = new Set<string>();
  /** Started by a host that is gone, and not taken over yet: those that depend on it go on. */
  readonly unclaimed = new Set<string>();
  readonly units: readonly Unit[];
  readonly #room: Situation['room'];

  constructor(units: readonly Unit[], { members, running, room }: Situation) {
    this.units = units;
    this.#room = room;
    this.members = new Set(members);
    for (const unit of units) {
      const places = running.get(unit.name);
      const [host] = places ?? [];
      if (places?.length === 0) this.disabled.add(unit.name);
      if (host === undefined) continue;
      this.#from.set(unit.name, host);
      this.#put(unit, host);
    }
  }

  ownerOf({ name }: Pick<Unit, 'name'>): HostName | null {
    return this.#owners.get(name) ?? null;
  }

  runs(name: string): boolean {
    return this.#owners.has(name);
  }

  /** Does it count as started for what depends on it? */
  isUp(name: string): boolean {
    return this.runs(name) || this.unclaimed.has(name);
  }

  crowdOn(host: HostName): Crowd {
    return this.#crowds.get(host) ?? EMPTY;
  }

  /** Does another VM of this size fit into the memory of the host? */
  hasRoomFor({ memory }: Unit, host: HostName): boolean {
    return this.crowdOn(host).memory + memory <= (this.#room.get(host) ?? 0);
  }

  roomLeft(host: HostName): number {
    return (this.#room.get(host) ?? 0) - this.crowdOn(host).memory;
  }

  /** `among`: the equally good hosts that it was chosen from. */
  start(unit: Unit, host: HostName, among: readonly HostName[] = []): void {
    this.#put(unit, host);
    this.#choices.set(unit.name, among.length > 1 ? among : []);
    this.#reasons.delete(unit.name);
  }

  stop(unit: Unit, because: string): void {
    const host = this.#owners.get(unit.name);
    if (host === undefined) return;
    this.#owners.delete(unit.name);
    const { count, exclusive, memory } = this.crowdOn(host);
    const left = { count: count - 1, exclusive: exclusive - Number(unit.exclusive), memory: memory - unit.memory };
    this.#crowds.set(host, left);
    this.#restarted.add(unit.name);
    this.#reasons.set(unit.name, because);
  }

  /** Without interruption. */
  migrate(unit: Unit, host: HostName, among: readonly HostName[] = []): void {
    this.stop(unit, '');
    this.#restarted.delete(unit.name);
    this.#migrated.add(unit.name);
    this.start(unit, host, among);
  }

  say(unit: Unit, because: string): void {
    if (!this.runs(unit.name)) this.#reasons.set(unit.name, because);
  }

  settled(): Settled {
    const outcomes = new Map(this.units.map((unit) => [unit.name, this.#outcomeOf(unit)]));
    const running = new Map<string, readonly HostName[]>([...this.disabled].map((name) => [name, []]));
    for (const [name, host] of this.#owners) running.set(name, [host]);
    return { outcomes, running };
  }

  #put(unit: Unit, host: HostName): void {
    const { count, exclusive, memory } = this.crowdOn(host);
    this.#owners.set(unit.name, host);
    const now = { count: count + 1, exclusive: exclusive + Number(unit.exclusive), memory: memory + unit.memory };
    this.#crowds.set(host, now);
  }

  #outcomeOf({ name }: Unit): Outcome {
    const [host, from] = [this.#owners.get(name) ?? null, this.#from.get(name) ?? null];
    const because = host === null ? (this.#reasons.get(name) ?? '') : '';
    return { host, from, move: this.#moveOf(name, host, from), because, choices: this.#choices.get(name) ?? [] };
  }

  #moveOf(name: string, host: HostName | null, from: HostName | null): Move {
    if (host === null) return from === null ? 'none' : 'stop';
    if (from === null) return 'start';
    if (from === host) return this.#restarted.has(name) ? 'restart' : 'stay';
    return this.#migrated.has(name) && !this.#restarted.has(name) ? 'migrate' : 'move';
  }
}

const EMPTY: Crowd = { count: 0, exclusive: 0, memory: 0 };
