/** The world as the ports of a push: calls cost time, and any of them may go wrong. */
import type { SecretName } from '../../src/base/brand.ts';
import { Sealed, unseal } from '../../src/base/sealed.ts';
import type { Ports, Ran } from '../../src/deploy/node/ports.ts';
import { operations } from '../../src/stack/cman/operations.ts';
import { doneLine, stepsIn } from './twin/trip.ts';
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
 * behind its effect, and has power again while the push goes on; `controller-sleeps`: for half a day behind
 * its effect.
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
  let naps = 0;
  const run: Ports['transport']['run'] = async ({ host }, argv, { stdin, timeout }) => {
    let stdout = '';
    let after: Mishap | undefined;
    for (const part of partsOf(argv, textOf(stdin))) {
      if (dead && after === undefined) throw new ControllerDied();
      const call = { n: calls.length + 1, host, line: part.line };
      calls.push(call);
      const how = mishap(call);
      if (how === 'controller-dies') dead = true;
      if (dead && after === undefined) throw new ControllerDied();
      const before = naps;
      await world.wait(COST);
      if (naps !== before) return LOST; // no connection outlives it
      if (dead && after === undefined) throw new ControllerDied();
      if (how === 'node-dies') world.crash(host);
      const machine = world.machine(host);
      if (!machine.on || !machine.reachable || how === 'lost') return LOST;
      if (how === 'fails') return { exitCode: 1, stdout, stderr: 'as if it had failed\n' };
      if (how === 'hangs') return await hung(world, timeout);
      const done = part.play(world, host);
      if (done === 'hangs') return await hung(world, timeout);
      if (how === 'node-died' || how === 'node-reboots') world.crash(host);
      if (how === 'node-reboots') world.later(BOOT, () => world.boot(host));
      if (how === 'node-died' || how === 'node-reboots') return LOST;
      if (how === 'controller-died') dead = true;
      // The node has got all of the request, and goes on with it.
      if (how === 'late' || how === 'controller-died' || how === 'controller-sleeps') after = how;
      stdout += done.stdout;
      if (done.exitCode !== 0) return ended({ ...done, stdout });
      stdout += part.mark;
    }
    return ended({ exitCode: 0, stdout, stderr: '' });

    async function ended(ran: Ran): Promise<Ran> {
      if (dead) throw new ControllerDied();
      if (after === 'controller-sleeps') {
        naps += 1;
        world.advance(ASLEEP);
        return LOST;
      }
      return after === 'late' ? await hung(world, timeout) : ran;
    }
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

/** A step of a request, and the line behind its output. */
type Part = {
  readonly line: string;
  readonly mark: string;
  readonly play: (world: World, host: string) => Ran | 'hangs';
};

function partsOf(argv: readonly string[], input: string): readonly Part[] {
  const [sh, , script = ''] = argv;
  if (sh !== 'sh') return [{ line: argv.join(' '), mark: '', play: command(argv) }];
  if (script !== ACTIVATOR) return [{ line: 'look', mark: '', play: look(argv.slice(5), input) }];
  const [, , , , , verb = '', id = '', owner = '', ...words] = argv;
  if (verb !== 'trip') return [{ line: `clusterc-node ${verb}`, mark: '', play: activated(verb, id, input, owner) }];
  return stepsIn(words, input).map((step): Part => {
    const mark = doneLine(step.verb);
    const concerned = ['lock', 'compare', 'unlock'].includes(step.verb) ? '' : id;
    const [exits = '', ...validator] = step.input.split('\t');
    if (step.verb === 'check') return { line: validator.join(' '), mark, play: validated(exits, validator) };
    return { line: `clusterc-node ${step.verb}`, mark, play: activated(step.verb, concerned, step.input, owner) };
  });
}

function command(argv: readonly string[]): Part['play'] {
  return (world, host) => {
    const answer = world.exec(host, argv);
    world.note(host, argv.join(' '), answer.exit);
    return answer.hangs === true ? 'hangs' : ran(answer);
  };
}

function validated(exits: string, argv: readonly string[]): Part['play'] {
  return (world, host) => {
    const done = command(argv)(world, host);
    if (done === 'hangs') return done;
    return exits.split(',').includes(String(done.exitCode)) ? { ...done, exitCode: 0, stdout: '' } : done;
  };
}

function activated(verb: string, id: string, input: string, owner: string): Part['play'] {
  return (world, host) => {
    const { exit, out, err } = world.activator(host, verb, id, input, owner);
    world.note(host, ['clusterc-node', verb, ...(id === '' ? [] : [id.slice(0, 8)])].join(' '), exit);
    return { exitCode: exit, stdout: out, stderr: err };
  };
}

function look(questions: readonly string[], input: string): Part['play'] {
  return (world, host) => {
    const observed = world.activator(host, 'observe', '', input);
    if (observed.exit !== 0 || questions.length === 0)
      return { exitCode: observed.exit, stdout: observed.out, stderr: observed.err };
    return { exitCode: 0, stdout: `${observed.out}${looked(world, host, questions)}`, stderr: '' };
  };
}

function textOf(stdin: Sealed | undefined): string {
  const content = stdin === undefined ? '' : unseal(stdin);
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
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
