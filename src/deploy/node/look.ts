/** Asks every node about itself, all at once, one round trip each. Changes nothing anywhere. */
import { as, type HostName, type Millis } from '../../base/brand.ts';
import type { Bundle, BundleNode } from '../../bundle/bundle.ts';
import { parseAnswers } from './answers.ts';
import { masker } from './mask.ts';
import { desiredIndex, plainInput, rootOf, type SecretValues } from './activator.ts';
import { firstLine, GARBLED, stateFrom } from './observe.ts';
import type { Ports, Ran } from './ports.ts';
import { onEachNode } from './progress.ts';
import type { UnreachedNode } from './state.ts';
import type { Seen, Asked } from './seen.ts';

/**
 * The activator's `observe`, and behind it the questions of `status`, and what commands of a plan answer: `probe-0`,
 * `probe-1`, ... By node_id.
 */
export function observeAndAsk(
  bundle: Bundle,
  secrets: SecretValues,
  ports: Ports,
  probes: readonly (readonly string[])[] = [],
): Promise<readonly Seen[]> {
  const mask = masker([...secrets.values()]);
  const words = probes.length === 0 ? ['status'] : ['plan', ...probes.map(inOneWord)];
  const look = async (on: BundleNode) =>
    seenFrom(await both(on, desiredIndex(bundle, on.host, secrets), words, ports), { bundle, on, mask });
  return onEachNode('look', bundle.nodes, ports, look, ({ state }) => state.reachable);
}

/** A command as one argument. */
function inOneWord(command: readonly string[]): string {
  if (command.length === 0 || command.some((word) => word === '' || word.includes('\t')))
    throw new Error(`bug/look: this command cannot be asked: ${JSON.stringify(command)}`);
  return command.join('\t');
}

/** Two scripts one after the other in one call; each is an argument, so neither has to be installed. */
const BOTH = 'sh -c "$1" clusterc-node "$3" observe && looker=$2 && shift 3 && exec sh -c "$looker" clusterc-look "$@"';

function both(
  node: BundleNode,
  stdin: ReturnType<typeof desiredIndex>,
  words: readonly string[],
  { activator, looker, transport }: Ports,
): Promise<Ran> {
  const scripts = ['sh', '-c', BOTH, 'clusterc', activator, node.connection.via === 'local' ? 'true' : looker];
  const timeout = as<Millis>(STATUS_TIMEOUT + (words.length - 1) * ANSWER_TIMEOUT);
  return transport.run(node, [...scripts, rootOf(node), ...words], { stdin, timeout });
}

/** Longest time for one answer, as clusterc-look.sh has it. */
const ANSWER_TIMEOUT = 10_000;

/** Longest time for a look: eight answers, and the files. */
const STATUS_TIMEOUT = 100_000;

type Context = { readonly bundle: Bundle; readonly on: BundleNode; readonly mask: (text: string) => string };

function seenFrom(ran: Ran, { bundle, on, mask }: Context): Seen {
  const [observed = '', ...rest] = ran.stdout.split(/(?<=^end\n)/m);
  const state = stateFrom({ ...ran, stdout: observed }, bundle, on, mask);
  if (!state.reachable || on.connection.via === 'local') return { state };
  const answers = parseAnswers(mask(rest.join('')));
  return answers === undefined ? { state: garbled(on.host) } : { state, answers };
}

function garbled(node: HostName): UnreachedNode {
  return { node, reachable: false, reason: GARBLED['cut-off'], cause: 'cut-off' };
}

/** The questions of a verb of clusterc-look.sh with its words. */
export function ask(
  nodes: readonly BundleNode[],
  words: readonly string[],
  ports: AskPorts,
): Promise<readonly Asked[]> {
  return onEachNode(
    'ask',
    nodes,
    ports,
    (on) => askNode(on, words, ports),
    ({ reachable }) => reachable,
  );
}

type AskPorts = Pick<Ports, 'looker' | 'transport' | 'clock' | 'progress'>;

async function askNode(on: BundleNode, words: readonly string[], ports: AskPorts): Promise<Asked> {
  const { looker, transport, clock } = ports;
  const node = on.host;
  const sentAt = clock.now().getTime();
  const argv = ['sh', '-c', looker, 'clusterc-look', ...words];
  const {
    exitCode,
    stdout,
    stderr,
    cause = 'refused',
  } = await transport.run(on, argv, {
    stdin: plainInput(''),
    timeout: FACTS_TIMEOUT,
  });
  const roundTripMillis = clock.now().getTime() - sentAt;
  if (exitCode !== 0)
    return { node, reachable: false, reason: firstLine(stderr) || `it ended with exit code ${exitCode}`, cause };
  const answers = parseAnswers(stdout);
  return answers === undefined ? garbled(node) : { node, reachable: true, answers, sentAt, roundTripMillis };
}

/** Longest time for all questions about a machine: fifteen answers, each of which has 10 s. */
const FACTS_TIMEOUT = as<Millis>(180_000);
