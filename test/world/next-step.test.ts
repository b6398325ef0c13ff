/** From every state that faults leave, the next step that is named heals the cluster, taken literally and again until none is named. */
import { describe, expect, it } from 'vitest';
import { Dice } from '../support/edits.ts';
import { inCi } from '../support/effort.ts';
import { caseNamed, type Case } from './cases.ts';
import { CONF } from './twin/files.ts';
import { healed, versionOn } from './heal.ts';
import { ControllerDied } from './ports.ts';
import { pushed, worldOf } from './play.ts';
import type { World } from './world.ts';

type Fault = (world: World, host: string, about: { readonly scene: Case; readonly dice: Dice }) => void | Promise<void>;

const ANNOUNCE = ['cman_tool', 'version', '-r', '-S'];
const DAEMONS = ['rgmanager', 'clvmd', 'cman'];

function put(world: World, host: string, version: number): void {
  const file = world.machine(host).files.get(CONF);
  if (file === undefined) return;
  const text = file.text.replace(/config_version="\d+"/, `config_version="${version}"`);
  world.machine(host).files.set(CONF, { ...file, text });
}

const hostsOf = (world: World) => [...world.machines.keys()];

const FAULTS: Readonly<Record<string, Fault>> = {
  'an older file': (world, host) => put(world, host, Math.max(1, versionOn(world, host) - 1)),
  'an older file everywhere': (world) => {
    for (const host of hostsOf(world)) put(world, host, Math.max(1, versionOn(world, host) - 1));
  },
  'a newer file': (world, host) => put(world, host, versionOn(world, host) + 1),
  'a newer file everywhere': (world, host) => {
    const version = versionOn(world, host) + 1;
    for (const other of hostsOf(world)) put(world, other, version);
  },
  'an announcement that only one node has': (world, host) => {
    put(world, host, versionOn(world, host) + 1);
    world.exec(host, ANNOUNCE);
  },
  'an announcement that one node lacks': (world, host) => {
    const version = versionOn(world, host) + 1;
    const others = hostsOf(world).filter((other) => other !== host);
    for (const other of others) put(world, other, version);
    world.exec(others[0] ?? host, ANNOUNCE);
  },
  'power lost': (world, host) => world.crash(host),
  'power lost, and on again': (world, host) => {
    world.crash(host);
    world.advance(120_000);
    world.boot(host);
  },
  'power lost, and no one fences it': (world, host) => world.crash(host, 'fails'),
  'on again': (world, host) => world.boot(host),
  'no file': (world, host) => void world.machine(host).files.delete(CONF),
  'cman stopped': (world, host) => {
    for (const daemon of DAEMONS) world.exec(host, ['service', daemon, 'stop']);
  },
  'rgmanager stopped': (world, host) => void world.exec(host, ['service', 'rgmanager', 'stop']),
  'quorum counted anew': (world, host) => void world.exec(host, ['cman_tool', 'expected', '-e', '3']),
  'no way there': (world, host) => {
    world.machine(host).reachable = false;
  },
  'a lock that was not signed': (world, host) => {
    world.machine(host).store.lock ??= { owner: 'unknown', lease: '60', since: world.now };
  },
  'a controller that dies': async (world, _host, { scene, dice }) => {
    const last = 1 + dice.below(60);
    const mishap = ({ n }: { n: number }) => (n === last ? ('controller-died' as const) : undefined);
    await pushed(world, scene.now, { allow: scene.allow, mishap }).catch((error: unknown) => {
      if (!(error instanceof ControllerDied)) throw error;
    });
  },
  'an hour': (world) => world.advance(3_600_000),
};

describe.each(['cluster-conf', 'fourth-host', 'cluster-conf-rhel5'])('%s', (name) => {
  const scene = caseNamed(name);

  it.each(Object.keys(FAULTS))('%s, on any node', async (fault) => {
    const before = await worldOf(scene);
    for (const host of hostsOf(before)) {
      const world = before.fork();
      await FAULTS[fault]?.(world, host, { scene, dice: new Dice(1) });
      world.advance(30_000);
      await healed(world, scene, () => `${fault} on ${host}\n${world.transcript.join('\n')}`);
    }
  });

  it('a node that lacks an announcement, and so has lost quorum', async () => {
    const world = await worldOf(scene);
    const [first = ''] = hostsOf(world);
    for (const fault of ['an announcement that one node lacks', 'quorum counted anew'])
      await FAULTS[fault]?.(world, first, { scene, dice: new Dice(1) });
    world.advance(30_000);
    await healed(world, scene, () => world.transcript.join('\n'));
  });

  it('any of them, one after the other', async () => {
    const before = await worldOf(scene);
    const failures: string[] = [];
    const seeds =
      process.env['SEEDS']?.split(',').map(Number) ?? Array.from({ length: inCi(30, 4) }, (_, at) => at + 1);
    for (const seed of seeds) {
      const dice = new Dice(seed);
      const world = before.fork();
      const faults: string[] = [];
      for (let left = 1 + dice.below(4); left > 0; left -= 1) {
        const [fault = '', host = ''] = [dice.pick(Object.keys(FAULTS)), dice.pick(hostsOf(world))];
        faults.push(`${fault} on ${host}`);
        await FAULTS[fault]?.(world, host, { scene, dice });
        world.advance(1000 * dice.below(120));
      }
      const at = () => `seed ${seed}: ${faults.join(', ')}\n${world.transcript.join('\n')}`;
      await healed(world, scene, at).catch((error: unknown) => failures.push(`seed ${seed}: ${String(error)}`));
    }
    expect(failures).toEqual([]);
  });
});
