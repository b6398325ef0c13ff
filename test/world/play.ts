/** Pushes in the simulated world, by the code of the command itself. */
import type { Compilation } from '../../src/analyse.ts';
import type { SecretName } from '../../src/base/brand.ts';
import { Sealed } from '../../src/base/sealed.ts';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { secretsIn, shown } from '../../src/bundle/content.ts';
import type { ExitCode } from '../../src/cli/io.ts';
import { statusOnto } from '../../src/cli/nodes/status.ts';
import { pushOnto } from '../../src/cli/push/push.ts';
import type { PushOptions } from '../../src/cli/push-options.ts';
import type { SecretValues } from '../../src/deploy/node/activator.ts';
import { recordedIo } from '../support/sandboxes.ts';
import { blankStorage, formed, type ClusterState, type Release } from '../cluster/state.ts';
import type { Case } from './cases.ts';
import { CONF } from './twin/files.ts';
import { worldPorts, type Call, type Mishap } from './ports.ts';
import { World } from './world.ts';

export type Pushed = {
  readonly exit: ExitCode;
  readonly out: string;
  readonly err: string;
  readonly calls: readonly Call[];
};

export type Conditions = PushOptions & {
  readonly owner?: string;
  readonly mishap?: (call: Call) => Mishap | undefined;
  /** The call at which the person at the terminal interrupts. */
  readonly interruptAt?: number;
};

/** Rejects with ControllerDied when that is what happens. */
export async function pushed(world: World, compilation: Compilation, conditions: Conditions = {}): Promise<Pushed> {
  const { bundle } = compilation;
  if (bundle === undefined) throw new Error('the site does not compile');
  const { owner, mishap, interruptAt = Infinity, ...options } = conditions;
  const { ports, calls } = worldPorts(world, {
    ...(owner === undefined ? {} : { owner }),
    ...(mishap === undefined ? {} : { mishap }),
  });
  const interruptible = { ...ports, interrupted: () => calls.length >= interruptAt };
  const { io, out, err } = recordedIo();
  const about = { compilation, folder: '.', isBundle: false };
  const how = { yes: true, ...options, about, allowed: new Set(options.allow ?? []) };
  const exit = await pushOnto({ bundle, secrets: secretsOf(bundle), ports: interruptible }, how, io);
  return { exit, out: out(), err: err(), calls };
}

/** What `status` prints on both screens. It looks at each node once, whatever it finds. */
export async function statusOf(world: World, compilation: Compilation): Promise<string> {
  const { bundle } = compilation;
  if (bundle === undefined) throw new Error('the site does not compile');
  const { ports, calls } = worldPorts(world, { owner: 'again@desk' });
  const { io, out, err } = recordedIo();
  const sound = { bundle, uncompared: [], whole: true };
  await statusOnto({ bundle, secrets: secretsOf(bundle), ports }, sound, compilation, 'text', io);
  if (calls.length > bundle.nodes.length) throw new Error(`status asked ${calls.length} times: ${out()}`);
  return `${out()}${err()}`;
}

/** The value of each secret is made of its name. */
export function secretsOf({ files }: Bundle): SecretValues {
  const names = [...new Set(files.flatMap(({ content }) => secretsIn(content)))];
  return new Map(names.map((name) => [name, Sealed.of(name, valueOf(name))]));
}

function valueOf(name: SecretName): string {
  return `value-of-${name.replaceAll('/', '-')}`;
}

/** Machines of a site that were never pushed to, with the SAN that it names. */
export function bareWorld(compilation: Compilation): World {
  return new World(bareState(compilation, releaseOf(compilation)));
}

function releaseOf({ model }: Compilation): Release {
  return model?.cluster.platform.family === 'rhel5' ? 'rhel5' : 'rhel6';
}

/** The cluster of a site before any of its daemons was started. */
export function bareState({ model, bundle }: Compilation, release: Release): ClusterState {
  if (model === undefined || bundle === undefined) throw new Error('the site does not compile');
  const text = bundle.files.find(({ path }) => path === CONF)?.content;
  const conf = shown(text ?? []).replace('${late:config-version}', '1');
  const state = formed(
    release,
    bundle.nodes.map(({ host }) => host),
    conf,
  );
  const targets = model.targets.map(({ iqn, portals, luns }) => ({
    iqn,
    portals: portals.map(({ address, port }) => `${address}:${port}`),
    luns: luns.map(({ number }) => number),
    password: null,
  }));
  const nodes = state.nodes.map((node) => ({
    ...node,
    ...OFF,
  }));
  return { ...state, nodes, services: [], quorum: 0, storage: blankStorage(targets) };
}

/** The world in which a case begins. */
export async function worldOf({ deployed, now, operator }: Case): Promise<World> {
  const world = bareWorld(now);
  if (deployed === null) return world;
  const { targets } = world.state.storage;
  // What the site does not know yet is not mapped yet.
  const known = deployed.model?.targets ?? [];
  const before = targets.map((target) => ({
    ...target,
    luns: known.find(({ iqn }) => iqn === target.iqn)?.luns.map(({ number }) => number) ?? [],
  }));
  world.state = { ...world.state, storage: { ...world.state.storage, targets: before } };
  const { exit, err, out } = await pushed(world, deployed, { allow: ['push/create-storage'], owner: 'first@desk' });
  if (exit !== 0) throw new Error(`the first deployment ended with ${exit}: ${out}${err}`);
  world.state = { ...world.state, storage: { ...world.state.storage, targets } };
  world.transcript.length = 0;
  world.advance(3_600_000);
  const [host = ''] = world.machines.keys();
  for (const line of operator) world.exec(host, line.split(' '));
  return world;
}

/** Of a machine whose daemons were never started. */
const OFF = {
  running: null,
  quorate: false,
  fenced: false,
  rgmanager: false,
  grouped: false,
  libvirtd: false,
  guests: [],
  daemons: [],
};
