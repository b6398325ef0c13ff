/** The real transport, with a second person who acts just before a verb of the activator runs on a node. */
import { Sealed, unseal } from '../../src/base/sealed.ts';
import type { Ran, Transport } from '../../src/deploy/node/ports.ts';
import { stepsIn } from '../world/twin/trip.ts';

export type Watcher = (verb: string, node: string) => void;

/** By the folder of the scenario, as several are played at once. */
const watchers = new Map<string, Watcher>();

/** Runs the command with a watcher next to the nodes below a folder. What the watcher throws is thrown by the transport. */
export async function watching<T>(folder: string, watcher: Watcher, command: () => Promise<T>): Promise<T> {
  watchers.set(folder, watcher);
  try {
    return await command();
  } finally {
    watchers.delete(folder);
  }
}

export function watched(transport: Transport): Transport {
  const run: Transport['run'] = (node, argv, options) => {
    const [, , , , , verb = ''] = argv; // sh -c SCRIPT clusterc-node ROOT VERB
    const root = node.connection.via === 'local' ? node.connection.root : '';
    const here = [...watchers].filter(([folder]) => root.startsWith(`${folder}/`));
    const act = (step: string) => here.forEach(([, watcher]) => watcher(step, node.host));
    if (verb === 'trip') {
      const step = (words: readonly string[], stdin: Sealed) => transport.run(node, words, { ...options, stdin });
      return oneByOne(argv, options.stdin, act, (words, stdin) => counted(here[0]?.[0] ?? '', step(words, stdin)));
    }
    act(verb);
    return transport.run(node, argv, options);
  };
  return { run };
}

/** Steps that are under way on the nodes of a scenario: when clusterc is killed they end all the same. */
const underWay = new Map<string, Set<Promise<Ran>>>();

async function counted(folder: string, step: Promise<Ran>): Promise<Ran> {
  const others = underWay.get(folder) ?? new Set();
  underWay.set(folder, others.add(step));
  try {
    return await step;
  } finally {
    others.delete(step);
  }
}

/** The steps of a request, each in one of its own, until one fails: so that someone may act before any of them. */
async function oneByOne(
  argv: readonly string[],
  stdin: Sealed | undefined,
  act: (verb: string) => void,
  run: (argv: readonly string[], stdin: Sealed) => Promise<Ran>,
): Promise<Ran> {
  const words = argv.slice(8);
  const bytes = Buffer.from(stdin === undefined ? '' : unseal(stdin)).toString('latin1');
  let stdout = '';
  for (const [index, { verb, input }] of stepsIn(words, bytes).entries()) {
    try {
      act(verb);
    } catch (error) {
      await new Promise((done) => setImmediate(done)); // what goes to other nodes is sent
      await Promise.all([...underWay.values()].flatMap((steps) => [...steps]));
      throw error;
    }
    const [, text = input] = verb === 'compare' ? (/^.*\n([^]*)$/.exec(input) ?? []) : [];
    const end = verb === 'compare' || verb === 'arm' ? '.\n' : '';
    const own = verb === 'check' ? '' : Buffer.from(`${text}${end}`, 'latin1');
    const ran = await run([...argv.slice(0, 8), ...words.slice(index, index + 1)], Sealed.of('a step', own));
    stdout += ran.stdout;
    if (ran.exitCode !== 0) return { ...ran, stdout };
  }
  return { exitCode: 0, stdout, stderr: '' };
}
