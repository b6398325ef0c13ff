/** Takes the next step that a command names, literally, as an administrator at a desk would. */
import { expect } from 'vitest';
import type { Case } from './cases.ts';
import { CONF } from './twin/files.ts';
import { pushed, statusOf, type Conditions } from './play.ts';
import type { World } from './world.ts';

export type Named = { readonly because: string; readonly step: string };

const OWNER = 'again@desk';
/** Faults add up, and each needs its own steps: a push, a return, daemons that start. */
const STEPS = 8;

/** The step in an output; undefined if none is named. */
export function namedIn(text: string): Named | undefined {
  const [, because, step] =
    /^note status\/next-step\n {2}the next step: (.*)\n(?:(?! {2}help).*\n)* {2}help: (.*)$/m.exec(text) ?? [];
  return because === undefined || step === undefined ? undefined : { because, step };
}

type Healing = { readonly steps: readonly string[]; readonly states: readonly string[]; readonly isKnown: boolean };

/** Steps until `status` names none, each of which all four commands name alike, or until a state that is known to heal. */
async function heal(world: World, scene: Case, at: () => string, known: ReadonlySet<string>): Promise<Healing> {
  const taken: string[] = [];
  const states: string[] = [];
  for (let count = 0; count <= STEPS; count += 1) {
    const state = world.restState();
    if (state !== undefined && known.has(state)) return { steps: taken, states, isKnown: true };
    if (state !== undefined) states.push(state);
    const named = namedIn(await statusOf(world, scene.now));
    const reported = () => `steps: ${JSON.stringify([...taken, named])}\n${at()}`;
    await isNamedAlike(world, scene, named, reported);
    if (named === undefined) break;
    expect(taken.length, `no end of steps: ${reported()}`).toBeLessThan(STEPS);
    await take(world, scene, named.step, reported);
    taken.push(named.step);
    world.advance(60_000);
  }
  return { steps: taken, states, isKnown: false };
}

/**
 * Takes step after step, literally, and returns them. Fails if that has no end, or if the cluster is not well then. `known`: states at
 * rest that were healed before; those of this one are added.
 */
export async function healed(
  world: World,
  scene: Case,
  at: () => string,
  known = new Set<string>(),
): Promise<readonly string[]> {
  const { steps, states, isKnown } = await heal(world, scene, at, known);
  if (!isKnown) isWell(world, scene, () => `after ${JSON.stringify(steps)}\n${at()}`);
  for (const state of states) known.add(state);
  return steps;
}

/** A lock whose lease is over keeps nothing from working. */
function isHeld(world: World, host: string): boolean {
  const { lock } = world.machine(host).store;
  return lock !== null && world.now - lock.since <= 1000 * Number(lock.lease);
}

/** Nothing is in parts, suspended, armed or locked; every node that has been pushed to runs what it has, and its services are started. */
function isWell(world: World, { operator }: Case, at: () => string): void {
  world.advance(3_600_000);
  const nodes = world.state.nodes.filter(({ host }) => world.machine(host).store.installed !== null);
  const found = nodes.map(({ host, running, wanted, apart, quorate, grouped }) => ({
    host,
    same: running?.version === versionOn(world, host),
    wanted,
    apart,
    quorate,
    grouped,
    locked: isHeld(world, host),
    undo: world.machine(host).store.undo?.mark ?? null,
  }));
  const well = { same: true, wanted: null, apart: false, quorate: true, grouped: true, locked: false, undo: null };
  expect(found, at()).toEqual(nodes.map(({ host }) => ({ host, ...well })));
  expect(new Set(nodes.map(({ host }) => versionOn(world, host))).size, at()).toBeLessThanOrEqual(1);
  if (nodes.length === 0) return;
  const idle = world.state.services.filter(
    ({ name, status }) => status !== 'started' && status !== 'disabled' && !operator.includes(`clusvcadm -s ${name}`),
  );
  expect(
    idle.map(({ name, status }) => `${name} ${status}`),
    at(),
  ).toEqual([]);
}

export function versionOn(world: World, host: string): number {
  return Number(/config_version="(\d+)"/.exec(world.machine(host).files.get(CONF)?.text ?? '')?.[1] ?? 0);
}

async function isNamedAlike(world: World, scene: Case, named: Named | undefined, at: () => string): Promise<void> {
  const said = async (conditions: Conditions) => {
    const { exit, out, err } = await pushed(world.fork(), scene.now, {
      owner: OWNER,
      allow: scene.allow,
      ...conditions,
    });
    return { exit, named: namedIn(err), text: `${out}${err}` };
  };
  const plan = await said({ check: true });
  expect(plan.named, `plan: ${plan.text}\n${at()}`).toEqual(named);
  if (named?.step.startsWith('clusterc push --resume') === true) return;
  const resumed = await said({ resume: true });
  expect(resumed.named, `--resume: ${resumed.text}\n${at()}`).toEqual(named);
  const again = await said({});
  // One that is carried out needs no other step.
  if (again.exit === 1 || /^nothing to do/m.test(again.text))
    expect(again.named, `push: ${again.text}\n${at()}`).toEqual(named);
}

async function take(world: World, scene: Case, step: string, at: () => string): Promise<void> {
  const [, lost] = /^switch (.*) on, or restore the connection; then run the command again$/.exec(step) ?? [];
  if (lost !== undefined) return back(world, lost.split(', '));
  const [, nodes, commands] = /^on (.*): (.*)$/.exec(step) ?? [];
  if (nodes !== undefined && commands !== undefined)
    return run(world, nodes.split(', and at the same time on '), commands);
  if (step.startsWith('wait until it is fenced')) return fence(world);
  // Here every controller that has left a lock is dead.
  const command = step.replace(/^wait until that push has ended; if its process or its machine is dead: /, '');
  expect(command, at()).toMatch(/^clusterc push( --resume)?( --allow [a-z]+\/[a-z-]+)*$/);
  const allow = [...command.matchAll(/--allow (\S+)/g)].map(([, code = '']) => code);
  const resume = command.includes('--resume');
  const { exit, out, err } = await pushed(world, scene.now, {
    owner: OWNER,
    resume,
    allow,
  });
  // A node that is not reached keeps --resume from saying that all has ended.
  expect(resume ? [0, 1] : [0, 5], `${step} ended with ${exit}: ${out}${err}\n${at()}`).toContain(exit);
}

function back(world: World, hosts: readonly string[]): void {
  for (const host of hosts) {
    world.machine(host).reachable = true;
    world.boot(host);
  }
}

function run(world: World, hosts: readonly string[], commands: string): void {
  for (const command of commands.split('; '))
    for (const host of hosts) {
      const { exit } = world.exec(host, command.split(' '));
      world.note(host, command, exit);
    }
}

function fence(world: World): void {
  for (const host of world.state.victims) world.fence(host);
}
