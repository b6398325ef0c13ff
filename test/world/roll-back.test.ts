/** A rollback that fails on one node after the cluster has heard of the change: what is said of it, and what heals it. */
import { expect, it } from 'vitest';
import { caseNamed } from './cases.ts';
import { healed } from './heal.ts';
import { pushed, worldOf } from './play.ts';
import type { Call, Mishap } from './ports.ts';

const MISHAPS: readonly Mishap[] = ['fails', 'hangs', 'late', 'lost'];

it.each(MISHAPS)('back %s: names the node, its state and what to do, which heals the cluster', async (how) => {
  const scene = caseNamed('cluster-conf');
  const world = await worldOf(scene);
  const mishap = ({ host, line }: Call): Mishap | undefined => {
    if (line.startsWith('cman_tool version -r')) return 'late';
    return line === 'clusterc-node back' && host === 'host2' ? how : undefined;
  };
  const { exit, out, err } = await pushed(world, scene.now, { allow: scene.allow, mishap });
  expect(exit, out + err).toBe(4);
  expect(err).toContain('back failed on host2: ');
  expect(err).toMatch(/host2 was left to itself: unless it hears from here, it ends the change alone within \d+ s/);
  expect(err).toContain('wait for that, then look with clusterc status; push --resume ends what is left');
  const at = () => `${out}${err}\n${world.transcript.join('\n')}`;
  await healed(world, scene, at);
});
