/** What has to hold after a push that went wrong, whatever went wrong, and when. */
import { expect } from 'vitest';
import type { Case } from './cases.ts';
import { healed } from './heal.ts';
import { CONF } from './twin/files.ts';
import { ControllerDied, type Mishap } from './ports.ts';
import { pushed, type Pushed } from './play.ts';
import { withVersion } from './twin/rows.ts';
import type { World } from './world.ts';

const HOUR = 3_600_000;

/** Files of a machine by path, config_version aside. */
export type Snapshot = ReadonlyMap<string, string>;

export function snapshot(world: World, host: string): Snapshot {
  const { files } = world.machine(host);
  const kept = [...files].filter(([path]) => !path.startsWith('/etc/cron.d/'));
  return new Map(
    kept
      .map(
        ([path, { text, mode, owner, group }]) => [path, `${mode} ${owner} ${group} ${withVersion(0, text)}`] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export type Ends = { readonly old: ReadonlyMap<string, Snapshot>; readonly new: ReadonlyMap<string, Snapshot> };

export function snapshots(world: World): ReadonlyMap<string, Snapshot> {
  return new Map([...world.machines.keys()].map((host) => [host, snapshot(world, host)]));
}

/** Guests that run somewhere. */
export function guests(world: World): readonly string[] {
  return world.state.nodes.flatMap((node) => node.guests.map(({ name }) => name)).sort();
}

export type Scene = {
  readonly scene: Case;
  readonly before: World;
  readonly ends: Ends;
  readonly points: readonly number[];
  /** Guests that the plan stops, and that may be gone. */
  readonly mayStop: readonly string[];
  /** States at rest in which it was seen that the named steps heal the cluster, and that a push makes all new. */
  readonly passed: { readonly healed: Set<string>; readonly converged: Set<string> };
};

/** Plays the push with one mishap, lets time pass, and holds the laws. */
export async function play({ scene, before, ends, mayStop, passed }: Scene, n: number, how: Mishap): Promise<void> {
  const world = before.fork();
  const reported = `${scene.name}, ${how} at call ${n}`;
  let pushing: Pushed | undefined;
  let struck = '';
  try {
    pushing = await pushed(world, scene.now, {
      allow: scene.allow,
      mishap: (call) => {
        if (call.n !== n) return undefined;
        struck = `${call.host}: ${call.line}`;
        return how;
      },
    });
  } catch (error) {
    if (!(error instanceof ControllerDied)) throw error;
  }
  const at = () =>
    `${reported} (${struck})\n${pushing?.out ?? ''}${pushing?.err ?? ''}\n${world.transcript.join('\n')}`;
  const dead = [...world.machines.values()].filter(({ on, boot }) => !on || boot > 1).map(({ host }) => host);
  if (pushing !== undefined) tellsTheTruth(world, before, ends, pushing, dead, at);
  await healed(world.fork(), scene, at, passed.healed);
  for (const host of dead) {
    world.advance(120_000);
    world.boot(host);
  }
  world.advance(6 * HOUR);
  isWhole(world, ends, at);
  isAgreed(world, at);
  runsOn(world, before, mayStop, dead, at);
  expect(world.state.storage.destroyed, at()).toEqual([]);
  if (!isGrowing(before, dead)) stopsOnly(world, before, mayStop, at);
  // What an operator has done is so again, or still; a cluster that lost its power has lost it.
  if (dead.length === 0) expect(held(world), at()).toEqual(held(before));
  await once(passed.converged, world, () => converges(world, scene, ends, at));
}

/** Does the work unless it has passed from the same state, on which alone it depends. */
async function once(passed: Set<string>, world: World, work: () => Promise<unknown>): Promise<void> {
  const state = world.restState();
  if (state !== undefined && passed.has(state)) return;
  await work();
  if (state !== undefined) passed.add(state);
}

/** Each machine is wholly old or wholly new. */
function isWhole(world: World, ends: Ends, at: () => string): void {
  for (const host of world.machines.keys()) {
    const now = snapshot(world, host);
    const is = [ends.old, ends.new].some((end) => same(now, end.get(host)));
    expect(is, `${host} is neither old nor new: ${at()}`).toBe(true);
  }
}

function same(a: Snapshot, b: Snapshot | undefined): boolean {
  return b !== undefined && JSON.stringify([...a]) === JSON.stringify([...b]);
}

/** Members run the file that they have, all of them the same; no one is suspended, and nothing waits to be activated by a boot. */
function isAgreed(world: World, at: () => string): void {
  const running = world.state.nodes.filter((node) => node.running !== null);
  const texts = new Set(running.map(({ host }) => world.machine(host).files.get(CONF)?.text));
  expect(texts.size, `members have different files: ${at()}`).toBeLessThanOrEqual(1);
  for (const { host, running: conf, wanted, apart } of running) {
    const version = /config_version="(\d+)"/.exec(world.machine(host).files.get(CONF)?.text ?? '')?.[1];
    expect({ host, wanted, apart, version: Number(version) }, at()).toEqual({
      host,
      wanted: null,
      apart: false,
      version: conf?.version,
    });
  }
  const newest = Math.max(0, ...running.map(({ running: conf }) => conf?.version ?? 0));
  for (const [host, { files }] of world.machines) {
    const version = Number(/config_version="(\d+)"/.exec(files.get(CONF)?.text ?? '')?.[1] ?? 0);
    if (running.length > 0) expect(version, `${host} would tell at its next boot: ${at()}`).toBeLessThanOrEqual(newest);
  }
}

/** What ran runs, but for what the plan stops; a machine that lost its power has lost its guests to the others. */
function runsOn(
  world: World,
  before: World,
  mayStop: readonly string[],
  dead: readonly string[],
  at: () => string,
): void {
  const missing = guests(before).filter((guest) => !guests(world).includes(guest) && !mayStop.includes(guest));
  if (dead.length === 0) expect(missing, `guests are gone: ${at()}`).toEqual([]);
}

/**
 * No guest that ran before was stopped, not even for a moment or because its host lost quorum. The exceptions are those that
 * the plan stops, and those of a machine without power. And no guest ran twice.
 */
function stopsOnly(world: World, before: World, mayStop: readonly string[], at: () => string): void {
  const [old, running] = [guests(before), new Set(guests(before))];
  for (const { guest, what, host, by, because } of world.state.events.slice(before.state.events.length)) {
    const reported = `${guest} ${what} on ${host} by ${by}: ${because}`;
    if (what === 'stopped') {
      const isPower = because === 'power' && by === host;
      expect(isPower || mayStop.includes(guest) || !old.includes(guest), `${reported}: ${at()}`).toBe(true);
      running.delete(guest);
    } else if (what === 'started') {
      expect(running.has(guest), `${reported}, and it runs already: ${at()}`).toBe(false);
      running.add(guest);
    }
  }
}

/**
 * A new node has a vote before it has joined, so from then on the cluster survives one failure less. If the change is rolled
 * back after a failure, stopping cman on the new node is a second one.
 */
function isGrowing(before: World, dead: readonly string[]): boolean {
  return dead.length > 0 && before.state.nodes.some(({ running }) => running === null);
}

/** The exit code is what became of the machines that can be inspected. */
function tellsTheTruth(
  world: World,
  before: World,
  ends: Ends,
  { exit }: Pushed,
  dead: readonly string[],
  at: () => string,
): void {
  const alive = [...world.machines.keys()].filter((host) => !dead.includes(host));
  const all = (end: ReadonlyMap<string, Snapshot>) => alive.every((host) => same(snapshot(world, host), end.get(host)));
  if (exit === 0 || exit === 5) expect(all(ends.new), `exit ${exit}: ${at()}`).toBe(true);
  // Of a plan that changes nothing in the cluster no one waits for it.
  if (exit === 0 && world.transcript.some((line) => line.includes(' -r ')))
    expect(idle(world), at()).toEqual(idle(before));
  if (exit === 5)
    expect(
      idle(world).filter((name) => !idle(before).includes(name)),
      at(),
    ).not.toEqual([]);
  if (exit === 1 || exit === 3) expect(all(ends.old), `exit ${exit}: ${at()}`).toBe(true);
  expect([0, 1, 3, 4, 5], at()).toContain(exit);
}

/** What an operator has disabled or frozen. What is only stopped is started when rgmanager starts on another node. clusvcadm(8) */
function held({ state }: World): readonly string[] {
  return state.services.flatMap(({ name, status, frozen }) => [
    ...(status === 'disabled' ? [`${name} disabled`] : []),
    ...(frozen ? [`${name} frozen`] : []),
  ]);
}

/** Services that are not started. */
function idle({ state }: World): readonly string[] {
  return state.services.filter(({ status }) => status !== 'started').map(({ name }) => name);
}

/** Pushed again, by someone else, everything is new, and there is nothing more to do; no lock is left. */
async function converges(world: World, { now, allow }: Case, ends: Ends, at: () => string): Promise<void> {
  const out = world.state.nodes.filter(({ host, running }) => running === null && world.machine(host).boot > 1);
  // What restarts daemons wants every member: first the files for the one that is out, then it joins, as a person would do it.
  const careful = allow.filter((code) => code !== 'push/leave-cluster');
  if (out.length > 0) await pushed(world, now, { allow: careful, owner: 'again@desk' });
  for (const { host } of out)
    for (const name of ['cman', 'clvmd', 'rgmanager']) world.exec(host, ['service', name, 'start']);
  const again = await pushed(world, now, { allow, owner: 'again@desk' });
  const why = () => `pushed again: ${again.out}${again.err}\n${at()}`;
  expect(again.exit, why()).toBe(0);
  for (const [host, end] of ends.new) expect(same(snapshot(world, host), end), `${host}: ${why()}`).toBe(true);
  for (const [host, { store }] of world.machines)
    expect({ host, lock: store.lock, undo: store.undo, staged: store.staged }, why()).toEqual({
      host,
      lock: null,
      undo: null,
      staged: null,
    });
  expect((await pushed(world, now, { allow, owner: 'again@desk' })).out, why()).toContain('nothing to do');
}
