/** The machines of a scenario, in the simulated world: pushed to by the real commands, and what happens to them besides that. */
import { join } from 'node:path';
import { as, type Millis, type SecretName } from '../../src/base/brand.ts';
import { Sealed } from '../../src/base/sealed.ts';
import { compileSite } from '../../src/cli/subject/compiled-site.ts';
import { EXIT, type ExitCode, type Io } from '../../src/cli/io.ts';
import { push, pushAbout } from '../../src/cli/push/push.ts';
import type { PushOptions } from '../../src/cli/push-options.ts';
import { revert } from '../../src/cli/push/revert.ts';
import { changedService, type ServiceStatus } from '../cluster/state.ts';
import { Terminal } from '../support/terminal.ts';
import { bareWorld } from '../world/play.ts';
import { ControllerDied, worldPorts, type Call, type Mishap } from '../world/ports.ts';
import { withVersion } from '../world/twin/rows.ts';
import type { World } from '../world/world.ts';

/** What happens to machines, one after the other. */
export type Happening =
  /** The power of a host goes, or comes back. The others fence it, or try to. */
  | { readonly off: string; readonly fencing?: 'fails' }
  | { readonly on: string }
  /** ssh does not reach it any more, or again; the cluster does. */
  | { readonly 'cut-off': string }
  | { readonly reached: string }
  /** Someone types a command on a host, words by blanks. */
  | { readonly run: { readonly [host: string]: string } }
  | { readonly services: { readonly [name: string]: ServiceStatus } }
  /** Guests that start nowhere from now on. */
  | { readonly broken: readonly string[] }
  /** Seconds pass, or it becomes that time. */
  | { readonly wait: number }
  | { readonly now: string };

/** At the call of that number (1 unless said) whose line holds a text: `clusterc-node arm`, `cman_tool version -r`. */
export type AtCall = {
  readonly line: string;
  readonly on?: string;
  readonly nth?: number;
  readonly how?: Mishap;
  readonly first?: readonly Happening[];
};

export type MachinePush = {
  readonly allow?: readonly string[];
  readonly limit?: string;
  readonly plan?: string;
  readonly activates?: boolean;
  readonly resume?: boolean;
  readonly check?: boolean;
  readonly because?: string;
  /** Seconds; 0: --no-wait. */
  readonly wait?: number;
  readonly calls?: readonly AtCall[];
  /** Other values than made-up ones. */
  readonly secrets?: { readonly [name: string]: string };
  /** Of a bundle by someone else: an action of it cannot be taken back. */
  readonly 'no-way-back-from'?: string;
  /** Of a revert. */
  readonly to?: string;
  /** false: the person at the terminal is asked. */
  readonly yes?: boolean;
};

/** By the folder of the scenario. */
const worlds = new Map<string, World>();

function worldOf(folder: string): World {
  const known = worlds.get(folder);
  if (known !== undefined) return known;
  const made = bareWorld(compileSite(join(folder, 'site.yaml')));
  worlds.set(folder, made);
  return made;
}

export function leaveWorld(folder: string): void {
  worlds.delete(folder);
}

/** Contents of all files of all machines, without versions: what is rolled back when a push fails. */
export function machinesOf(folder: string): unknown {
  const machines = [...(worlds.get(folder)?.machines.values() ?? [])];
  return machines.map(({ files }) =>
    [...files].map(([path, { text }]) => [path, withVersion(0, text)]).toSorted((a, b) => (a < b ? -1 : 1)),
  );
}

export function happen(happenings: readonly Happening[], folder: string): void {
  for (const one of happenings) happened(one, worldOf(folder));
}

function happened(one: Happening, world: World): void {
  if ('off' in one) world.crash(one.off, one.fencing);
  else if ('on' in one) world.boot(one.on);
  else if ('cut-off' in one) world.machine(one['cut-off']).reachable = false;
  else if ('reached' in one) world.machine(one.reached).reachable = true;
  else if ('run' in one)
    for (const [host, line] of Object.entries(one.run)) {
      const { exit, stderr } = world.exec(host, line.split(' '));
      if (exit !== 0) throw new Error(`${host}$ ${line}: ${exit} ${stderr}`);
    }
  else if ('services' in one)
    for (const [name, status] of Object.entries(one.services))
      world.state = changedService(world.state, name, { status });
  else if ('broken' in one) world.state = { ...world.state, broken: one.broken };
  else world.advance('wait' in one ? one.wait * 1000 : Date.parse(one.now) - world.now);
}

/** The site as it is, on machines that have nothing yet. */
export async function deploy(folder: string): Promise<void> {
  const { io, text } = quiet();
  const exit = await pushToMachines({ allow: ['push/create-storage'] }, folder, io);
  if (exit !== EXIT.done) throw new Error(`the site cannot be deployed: ${text()}`);
}

function quiet() {
  const terminal = new Terminal();
  return { io: terminal.io, text: () => terminal.text };
}

export async function pushToMachines(how: MachinePush, folder: string, io: Io): Promise<ExitCode> {
  const site = join(folder, 'site.yaml');
  const { options, world } = within(how, folder, io);
  const without = how['no-way-back-from'];
  if (without === undefined) return push(site, options, world);
  const compilation = compileSite(site);
  const actions = compilation.bundle?.actions.map((one) => (one.id === without ? { ...one, undo: null } : one)) ?? [];
  if (compilation.bundle === undefined) throw new Error('the site does not compile');
  const other = { ...compilation, bundle: { ...compilation.bundle, actions } };
  return pushAbout({ compilation: other, folder: site, isBundle: false }, 'push', options, world);
}

export function revertMachines(how: MachinePush, folder: string, io: Io): Promise<ExitCode> {
  const { options, world } = within(how, folder, io);
  const to = how.to === undefined ? {} : { to: join(folder, how.to) };
  return revert(join(folder, 'site.yaml'), { ...options, ...to }, world);
}

export { ControllerDied };

function within(how: MachinePush, folder: string, io: Io): { readonly options: PushOptions; readonly world: Io } {
  const { allow, limit, plan, activates, resume, check, because, wait, calls = [], secrets = {}, yes = true } = how;
  const now = because === undefined ? {} : { now: true, because };
  const options: PushOptions = {
    yes,
    ...now,
    ...(allow === undefined ? {} : { allow }),
    ...(activates === undefined ? {} : { activates }),
    ...(resume === undefined ? {} : { resume }),
    ...(check === undefined ? {} : { check }),
    ...(wait === undefined ? {} : { wait: as<Millis>(wait * 1000) }),
    limit,
    plan,
  };
  const { ports } = worldPorts(worldOf(folder), { mishap: mishapsOf(calls, folder) });
  const own = (name: SecretName) => secrets[name];
  const get = (name: SecretName) => {
    const value = own(name);
    return value === undefined ? ports.secrets.get(name) : Promise.resolve(Sealed.of(name, value));
  };
  const env = { XDG_STATE_HOME: join(folder, 'desk') };
  return { options, world: { ...io, env, ports: { ...ports, secrets: { get } } } };
}

function mishapsOf(all: readonly AtCall[], folder: string): (call: Call) => Mishap | undefined {
  const seen = all.map(() => 0);
  return ({ line, host }) => {
    let how: Mishap | undefined;
    for (const [index, at] of all.entries()) {
      if (!line.includes(at.line) || (at.on !== undefined && at.on !== host)) continue;
      const nth = (seen[index] ?? 0) + 1;
      seen[index] = nth;
      if (nth !== (at.nth ?? 1)) continue;
      happen(at.first ?? [], folder);
      how = at.how;
    }
    return how;
  };
}
