/** What a plan costs when every VM of a cluster changes: pure work, with what the nodes answer played in memory. */
import { compile } from '../../src/compile.ts';
import type { Compilation } from '../../src/analyse.ts';
import { as, type FileId } from '../../src/base/brand.ts';
import { readTemplates } from '../../src/edge/assets.ts';
import { bareWorld, pushed, type Conditions } from '../world/play.ts';
import type { World } from '../world/world.ts';
import { siteOf } from './site.ts';

const templates = readTemplates();
const ALLOW = ['push/create-storage', 'push/restart-vm'];

function compiled(site: string): Compilation {
  return compile([{ id: as<FileId>('site.yaml'), bytes: Buffer.from(site) }], templates);
}

type Scene = { readonly vms: number; readonly world: World; readonly changed: Compilation };

/** A cluster that runs, and a site that gives each of its VMs less memory. */
async function sceneOf(vms: number): Promise<Scene> {
  const site = siteOf({ hosts: 16, vms, runOn: 2 });
  const first = compiled(site);
  const world = bareWorld(first);
  await ended(world, first, { allow: ALLOW }, 0);
  return { vms, world, changed: compiled(site.replaceAll('memory: 4G', 'memory: 2G')) };
}

async function ended(world: World, compilation: Compilation, conditions: Conditions, exit: number): Promise<void> {
  const done = await pushed(world, compilation, conditions);
  if (done.exit !== exit)
    throw new Error(`it ended with ${done.exit}: ${done.out.slice(-500)}${done.err.slice(0, 500)}`);
}

async function millisOfPlan({ world, changed }: Scene): Promise<number> {
  const start = performance.now();
  await ended(world, changed, { allow: ALLOW, check: true }, 2);
  return performance.now() - start;
}

const scenes: Scene[] = [];
for (const vms of [125, 250, 500, 1000]) scenes.push(await sceneOf(vms));
const rounds: number[][] = [];
for (let round = 0; round < 4; round += 1) {
  const times: number[] = [];
  for (const scene of scenes) times.push(await millisOfPlan(scene));
  if (round > 0) rounds.push(times);
}
const median = (index: number): number => rounds.map((times) => times[index] ?? 0).sort((a, b) => a - b)[1] ?? 0;
for (const [index, { vms }] of scenes.entries()) {
  if (index === 0) continue;
  const ratio = median(index) / median(index - 1);
  const verdict = ratio <= 2.4 ? 'ok' : 'OVER';
  const what = `plan of ${vms} changed VMs / half of them`.padEnd(44);
  console.log(
    `${what} ${ratio.toFixed(2).padStart(6)}  <= 2.40  ${verdict.padEnd(4)} ${median(index).toFixed(0)} ms; 16 hosts`,
  );
}
