/**
 * For every runbook and the calls of its push: the controller or the node dies before or after the call, the command fails, hangs with
 * or without effect, or the connection is lost. CI plays one call in eight, other runs one in sixty, each mishap
 * another one; CRASHES=all plays every call, which takes a quarter of an hour.
 */
import { describe, expect, it } from 'vitest';
import { inCi } from '../support/effort.ts';
import { caseNamed, caseNames } from './cases.ts';
import { guests, play, snapshots, type Scene } from './law.ts';
import { pushed, worldOf } from './play.ts';
import type { Call, Mishap } from './ports.ts';

const MISHAPS: readonly Mishap[] = [
  'fails',
  'hangs',
  'late',
  'lost',
  'node-dies',
  'node-died',
  'node-reboots',
  'controller-dies',
  'controller-died',
  'controller-sleeps',
];

export async function sceneOf(name: string): Promise<Scene> {
  const scene = caseNamed(name);
  const before = await worldOf(scene);
  const after = before.fork();
  const { exit, calls, out } = await pushed(after, scene.now, { allow: scene.allow });
  expect(exit, out).toBe(0);
  const stopped = [...out.matchAll(/clusvcadm -[dR] vm:(\S+)/g)].map(([, guest]) => guest ?? '');
  const mayStop = [...stopped, ...(out.includes('rgmanager/stop') ? guests(before) : [])];
  const ends = { old: snapshots(before), new: snapshots(after) };
  return { scene, before, ends, points: pointsOf(calls), mayStop, passed: { healed: new Set(), converged: new Set() } };
}

/** Without those behind the second of a question that is asked until it is so. */
function pointsOf(calls: readonly Call[]): readonly number[] {
  return calls.flatMap(({ n, host, line }, index) => {
    const before = calls.slice(0, index).filter((one) => one.host === host);
    return before.length > 1 && before.slice(-2).every((one) => one.line === line) ? [] : [n];
  });
}

/** Declares the tests of every second runbook, from this one on: two files, so that two processes share the work. */
export function crashesFrom(first: 0 | 1): void {
  describe.each(caseNames.filter((_name, index) => index % 2 === first))('%s', crashesOf);
}

function crashesOf(name: string): void {
  let made: Promise<Scene> | undefined;

  it.each(MISHAPS.map((how, index) => [how, index] as const))('%s at any call', async (how, index) => {
    made ??= sceneOf(name);
    const scene = await made;
    const step = process.env['CRASHES'] === 'all' ? 1 : inCi(8, 60);
    const failures: string[] = [];
    for (const n of scene.points.filter((_, at) => at % step === index % step)) {
      await play(scene, n, how).catch((error: unknown) => failures.push(`call ${n}: ${String(error)}`));
    }
    expect(failures).toEqual([]);
  });
}
