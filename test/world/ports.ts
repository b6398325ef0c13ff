/** The world as the ports of a push: calls cost time, and any of them may go wrong. */
import type { SecretName } from '../../src/base/brand.ts';
import { Sealed, unseal } from '../../src/base/sealed.ts';
import type { Ports, Ran } from '../../src/deploy/node/ports.ts';
import { operations } from '../../src/stack/cman/operations.ts';
import type { World } from './world.ts';
import { rootOf } from '../support/xml.ts';

/** Milliseconds for a call to a node and back. */
const COST = 100;
/** Longer than any lease, deadline, or wait of a node. */
const ASLEEP = 12 * 3_600_000;
/** From the power cut to the end of the boot. */
const BOOT = 45_000;

/**
 * What happens to one call: `fails` (exit 1, without effect), `hangs` (no answer until the time is over), `late` (the same, with its
 * effect), `lost` (no connection), `node-dies` before or `node-died` after its effect, and the same of the controller; `node-reboots`: it dies
 * behind its effect, and has power again while the push goes on; `controller-sleeps`: for half a day before the call.
 */
export type Mishap =
  | 'fails'
  | 'hangs'
  | 'late'
  | 'lost'
  | 'node-dies'
  | 'node-died'
  | 'node-reboots'
  | 'controller-dies'
  | 'controller-died'
  | 'controller-sleeps';

export class ControllerDied extends Error {}

export type Call = { readonly n: number; readonly host: string; readonly line: string };

export type WorldPorts = {
  readonly ports: Ports;
  readonly calls: readonly Call[];
};

const ACTIVATOR = 'the activator';
const LOOKER = 'the questions';

export function worldPorts(
  world: World,
  { owner = 'me@desk', mishap = () => undefined }: { owner?: string; mishap?: (call: Call) => Mishap | undefined } = {},
): WorldPorts {
  const calls: Call[] = [];
  let dead = false;
  const run: Ports['transport']['run'] = async ({ host }, argv, { stdin, timeout }) => {
    if (dead) throw new ControllerDied();
    const call = { n: calls.length + 1, host, line: lineOf(argv) };
    calls.push(call);
    const how = mishap(call);
    if (how === 'controller-sleeps') world.advance(ASLEEP);
    if (how === 'controller-dies') dead = true;
    if (dead) throw new ControllerDied();
    await world.wait(COST);
    if (dead) throw new ControllerDied();
    if (how === 'node-dies') world.crash(host);
    const machine = world.machine(host);
    if (!machine.on || !machine.reachable || how === 'lost') return LOST;
    if (how === 'fails') return { exitCode: 1, stdout: '', stderr: 'as if it had failed\n' };
    if (how === 'hangs') return await hung(world, timeout);
    const ran = answered(world, host, argv, stdin === undefined ? '' : String(unseal(stdin)));
    if (ran === 'hangs') return await hung(world, timeout);
    if (how === 'late') return await hung(world, timeout);
    if (how === 'node-died' || how === 'node-reboots') world.crash(host);
    if (how === 'node-reboots') world.later(BOOT, () => world.boot(host));
    if (how === 'controller-died') dead = true;
    if (dead) throw new ControllerDied();
    return how === 'node-died' || how === 'node-reboots' ? LOST : ran;
  };
  const ports: Ports = {
    transport: { run },
    secrets: { get: (name: SecretName) => Promise.resolve(Sealed.of(name, `secret-${name.length}-abcdef`)) },
    clock: { now: () => new Date(world.now), sleep: (time) => world.wait(time) },
    archive: {
      pack: (label, files) =>
        Promise.resolve(
          Sealed.of(
            label,
            JSON.stringify(Object.fromEntries([...files].map(([name, body]) => [name, String(unseal(body))]))),
          ),
        ),
    },
    activator: ACTIVATOR,
    looker: LOOKER,
    readXml: rootOf,
    profile: operations.node,
    owner,
    progress: () => undefined,
    interrupted: () => false,
  };
  return { ports, calls };
}

const LOST: Ran = { exitCode: null, stdout: '', stderr: 'Connection timed out', cause: 'no-connection' };

async function hung(world: World, timeout: number): Promise<Ran> {
  await world.wait(timeout);
  return { exitCode: null, stdout: '', stderr: 'it did not answer', cause: 'no-answer' };
}

function answered(world: World, host: string, argv: readonly string[], input: string): Ran | 'hangs' {
  const [sh, , script = ''] = argv;
  if (sh !== 'sh') {
    const answer = world.exec(host, argv);
    world.note(host, argv.join(' '), answer.exit);
    return answer.hangs === true ? 'hangs' : ran(answer);
  }
  if (script === ACTIVATOR) {
    const [, , , , , verb = '', id = '', owner = ''] = argv;
    const { exit, out, err } = world.activator(host, verb, id, input, owner);
    world.note(host, ['clusterc-node', verb, ...(id === '' ? [] : [id.slice(0, 8)])].join(' '), exit);
    return { exitCode: exit, stdout: out, stderr: err };
  }
  const observed = world.activator(host, 'observe', '', input);
  const questions = argv.slice(7);
  if (observed.exit !== 0 || questions.length === 0)
    return { exitCode: observed.exit, stdout: observed.out, stderr: observed.err };
  return { exitCode: 0, stdout: `${observed.out}${looked(world, host, questions)}`, stderr: '' };
}

function looked(world: World, host: string, questions: readonly string[]): string {
  const asked = questions.map((question) => question.split('\t'));
  const answers = asked.map(([name, ...argv]) => {
    const { stdout, stderr, exit, hangs } = world.exec(host, argv);
    const text = `${stdout}${stderr}`.replace(/\n$/, '');
    const lines = text === '' ? [] : text.split('\n').map((line) => `|${line}`);
    return [`answer ${name}`, ...lines, `. ${hangs === true ? 'timeout' : exit === 127 ? 'absent' : exit}`].join('\n');
  });
  return ['clusterc-look 1', ...answers, 'end', ''].join('\n');
}

function ran({ exit, stdout, stderr }: { exit: number; stdout: string; stderr: string }): Ran {
  return { exitCode: exit, stdout, stderr };
}

/** `clusterc-node stage`, or the command itself. */
function lineOf(argv: readonly string[]): string {
  if (argv[0] !== 'sh') return argv.join(' ');
  return argv[2] === ACTIVATOR ? `clusterc-node ${argv[5]}` : 'look';
}
