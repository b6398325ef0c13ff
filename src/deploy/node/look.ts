/** Asks all nodes at once, one round trip each. Changes nothing. */
import { as, type HostName, type Millis } from '../../base/brand.ts';
import type { Bundle, BundleNode } from '../../bundle/bundle.ts';
import { own } from '../../base/json.ts';
import { parseAnswers, withDocuments, type Answers, type Question } from './answers.ts';
import { masker } from './mask.ts';
import { desiredIndex, plainInput, readOnlyPart, rootOf, type SecretValues } from './activator.ts';
import { firstLine, GARBLED, stateFrom } from './observe.ts';
import type { Ports, Ran } from './ports.ts';
import { onEachNode } from './progress.ts';
import type { UnreachedNode } from './state.ts';
import type { Seen, Asked } from './seen.ts';

/** The state of each node as observed by the activator, and its answers. By node_id. A command that several questions share runs once. */
export function observeAndAsk(
  bundle: Bundle,
  secrets: SecretValues,
  ports: Ports,
  questions: readonly Question[],
): Promise<readonly Seen[]> {
  const mask = masker([...secrets.values()]);
  const once = new Map(questions.toReversed().map((one) => [keyOf(one), one]));
  const words = [...once.values()].toReversed().map(inOneWord);
  const inTurn = bundle.files.length < MANY_FILES ? atOnce : oneByOne();
  const look = async (on: BundleNode) => {
    const index = await inTurn(() => desiredIndex(bundle, on.host, secrets, ports.profile));
    const ran = await both(on, index, words, ports);
    const { state, answers } = await seenFrom(ran, { bundle, on, mask, ports });
    return answers === undefined ? { state } : { state, answers: toAll(questions, once, answers) };
  };
  return onEachNode('look', bundle.nodes, ports, look, ({ state }) => state.reachable);
}

/** From this many files on the indexes of all nodes are made in turn. Our choice. */
const MANY_FILES = 1_000;

function atOnce<T>(make: () => T): T {
  return make();
}

/**
 * Makes what it is asked for one after the other, with a turn of the event loop in between, in which V8 can collect garbage: for its
 * index a node's files are made whole, and those of all nodes of a large site have 100 MB.
 */
function oneByOne(): <T>(make: () => T) => Promise<T> {
  let before: Promise<unknown> = Promise.resolve();
  return (make) => {
    const made = before.then(() => new Promise((done) => setImmediate(done))).then(make);
    before = made;
    return made;
  };
}

function keyOf({ argv }: Question): string {
  return argv.join('\t');
}

/** The answer to each question, where those with one command share it. `once`: the one that was asked, by its command. */
function toAll(questions: readonly Question[], once: ReadonlyMap<string, Question>, answers: Answers): Answers {
  return Object.fromEntries(
    questions.flatMap((question) => {
      const answer = own(answers, once.get(keyOf(question))?.name ?? '');
      return answer === undefined ? [] : [[question.name, answer]];
    }),
  );
}

/** A question as one argument of clusterc-look.sh. */
function inOneWord({ name, argv }: Question): string {
  if (!/^[a-z0-9-]+$/.test(name) || argv.length === 0 || argv.some((word) => word === '' || word.includes('\t')))
    throw new Error(`bug/look: this cannot be asked: ${JSON.stringify([name, ...argv])}`);
  return [name, ...argv].join('\t');
}

/**
 * Two scripts as one, the first in a shell of its own, which the node forks. It is an argument, so nothing needs to be installed, and neither
 * script can write. Its arguments are the root and the questions.
 */
function lookWith(eyes: string, looker: string): string {
  return `(set -- "$1" observe\n${eyes}) && shift && {\n${looker}\n}`;
}

function both(
  node: BundleNode,
  stdin: ReturnType<typeof desiredIndex>,
  words: readonly string[],
  { activator, looker, transport }: Ports,
): Promise<Ran> {
  const eyes = readOnlyPart(activator);
  const script = lookWith(eyes, node.connection.via === 'local' ? 'true' : looker);
  const timeout = as<Millis>(FILES_TIMEOUT + words.length * ANSWER_TIMEOUT);
  return transport.run(node, ['sh', '-c', script, 'clusterc', rootOf(node), ...words], {
    stdin,
    timeout,
    connection: 'kept',
  });
}

/** Timeout of one answer, as in clusterc-look.sh. */
const ANSWER_TIMEOUT = 10_000;

/** Timeout for reading the managed files. Our choice. */
const FILES_TIMEOUT = 20_000;

type Context = { readonly bundle: Bundle; readonly on: BundleNode; readonly mask: (text: string) => string } & {
  readonly ports: Pick<Ports, 'readXml'>;
};

async function seenFrom(ran: Ran, { bundle, on, mask, ports }: Context): Promise<Seen> {
  const [observed = '', ...rest] = ran.stdout.split(/(?<=^end\n)/m);
  const state = stateFrom({ ...ran, stdout: observed }, bundle, on, mask);
  if (!state.reachable || on.connection.via === 'local') return { state };
  const answers = parseAnswers(mask(rest.join('')));
  return answers === undefined
    ? { state: garbled(on.host) }
    : { state, answers: await withDocuments(answers, ports.readXml) };
}

function garbled(node: HostName): UnreachedNode {
  return { node, reachable: false, reason: GARBLED['cut-off'], cause: 'cut-off' };
}

/** The answers of each node without its files. */
export function ask(
  nodes: readonly BundleNode[],
  questions: readonly Question[],
  ports: AskPorts,
): Promise<readonly Asked[]> {
  return onEachNode(
    'ask',
    nodes,
    ports,
    (on) => askNode(on, questions, ports),
    ({ reachable }) => reachable,
  );
}

type AskPorts = Pick<Ports, 'looker' | 'transport' | 'clock' | 'progress'>;

async function askNode(on: BundleNode, questions: readonly Question[], ports: AskPorts): Promise<Asked> {
  const { looker, transport, clock } = ports;
  const node = on.host;
  const sentAt = clock.now().getTime();
  const argv = ['sh', '-c', looker, 'clusterc-look', ...questions.map(inOneWord)];
  const {
    exitCode,
    stdout,
    stderr,
    cause = 'refused',
  } = await transport.run(on, argv, {
    stdin: plainInput(''),
    timeout: as<Millis>(LOGIN_TIMEOUT + questions.length * ANSWER_TIMEOUT),
  });
  const roundTripMillis = clock.now().getTime() - sentAt;
  if (exitCode !== 0)
    return { node, reachable: false, reason: firstLine(stderr) || `it ended with exit code ${exitCode}`, cause };
  const answers = parseAnswers(stdout);
  return answers === undefined ? garbled(node) : { node, reachable: true, answers, sentAt, roundTripMillis };
}

/** Timeout of a login. Our choice. */
const LOGIN_TIMEOUT = 30_000;
