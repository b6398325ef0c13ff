/** Asks every node about itself, all at once, one round trip each. Changes nothing anywhere. */
import type { HostName } from '../base/brand.ts';
import type { Bundle, BundleNode } from '../bundle/bundle.ts';
import { parseAnswers, type Answers } from './answers.ts';
import { masker } from './mask.ts';
import { desiredIndex, lookTimeout, plainInput, rootOf, type SecretValues } from './node.ts';
import { firstLine, GARBLED, stateFrom } from './observe.ts';
import type { Ports, Ran } from './ports.ts';
import { told } from './progress.ts';
import type { NodeState, UnreachedNode } from './state.ts';

/** What stands on a node, and what it says of itself. A folder that plays a node says nothing. */
export type Seen = { readonly state: NodeState; readonly answers: Answers };

/** The activator's `observe`, and behind it the questions of `status`. By node_id. */
export function observeAndAsk(bundle: Bundle, secrets: SecretValues, ports: Ports): Promise<readonly Seen[]> {
  const mask = masker([...secrets.values()]);
  return told(
    'look',
    bundle.nodes.map((on) => ({ node: on.host, on })),
    ports,
    async ({ on }) => seenFrom(await both(on, desiredIndex(bundle, on.host, secrets), ports), { bundle, on, mask }),
    ({ state }) => (state.reachable ? 'ok' : 'failed'),
  );
}

/** Two scripts one after the other in one call; each is an argument, so neither has to be installed. */
const BOTH = 'sh -c "$1" clusterc-node "$3" observe && exec sh -c "$2" clusterc-look status';

function both(node: BundleNode, stdin: ReturnType<typeof desiredIndex>, ports: Ports): Promise<Ran> {
  const { activator, looker, transport } = ports;
  const scripts = ['sh', '-c', BOTH, 'clusterc', activator, node.connection.via === 'local' ? 'true' : looker];
  return transport.run(node, [...scripts, rootOf(node)], { stdin, timeout: lookTimeout });
}

type Context = { readonly bundle: Bundle; readonly on: BundleNode; readonly mask: (text: string) => string };

function seenFrom(ran: Ran, { bundle, on, mask }: Context): Seen {
  const [observed = '', ...rest] = ran.stdout.split(/(?<=^end\n)/m);
  const state = stateFrom({ ...ran, stdout: observed }, bundle, on, mask);
  if (!state.reachable || on.connection.via === 'local') return { state, answers: {} };
  const answers = parseAnswers(mask(rest.join('')));
  return answers === undefined ? { state: garbled(on.host), answers: {} } : { state, answers };
}

function garbled(node: HostName): UnreachedNode {
  return { node, reachable: false, reason: GARBLED['cut-off'], cause: 'cut-off' };
}

export type Asked =
  | { readonly node: HostName; readonly reachable: true; readonly answers: Answers; readonly roundTrip: number }
  | UnreachedNode;

/** The questions of a verb of clusterc-look.sh with its words. `roundTrip`: milliseconds from the call to the end of the answer. */
export function ask(bundle: Bundle, words: readonly string[], ports: Ports): Promise<readonly Asked[]> {
  return told(
    'ask',
    bundle.nodes.map((on) => ({ node: on.host, on })),
    ports,
    ({ on }) => askNode(on, words, ports),
    ({ reachable }) => (reachable ? 'ok' : 'failed'),
  );
}

async function askNode(on: BundleNode, words: readonly string[], { looker, transport, clock }: Ports): Promise<Asked> {
  const node = on.host;
  const since = clock.now().getTime();
  const argv = ['sh', '-c', looker, 'clusterc-look', ...words];
  const {
    exitCode,
    stdout,
    stderr,
    cause = 'refused',
  } = await transport.run(on, argv, {
    stdin: plainInput(''),
    timeout: lookTimeout,
  });
  const roundTrip = clock.now().getTime() - since;
  if (exitCode !== 0)
    return { node, reachable: false, reason: firstLine(stderr) || `it ended with exit code ${exitCode}`, cause };
  const answers = parseAnswers(stdout);
  return answers === undefined ? garbled(node) : { node, reachable: true, answers, roundTrip };
}
