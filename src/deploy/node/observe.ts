/** The state of every node, asked at once in one round trip each. Changes nothing. */
import { filesOf, type Bundle, type BundleNode } from '../../bundle/bundle.ts';
import { masker } from './mask.ts';
import { activate, desiredIndex, type SecretValues } from './activator.ts';
import type { Ports, Ran } from './ports.ts';
import type { Cause } from './cause.ts';
import { onEachNode } from './progress.ts';
import { parseObservation, type Garbled, type NodeState } from './state.ts';

/** The state of each node by node_id. A node that cannot be reached is a state too, never an exception. */
export function observe(bundle: Bundle, secrets: SecretValues, ports: Ports): Promise<readonly NodeState[]> {
  const mask = masker([...secrets.values()]);
  const look = (on: BundleNode) => observeNode(bundle, on, secrets, mask, ports);
  return onEachNode('observe', bundle.nodes, ports, look, ({ reachable }) => reachable);
}

export async function observeNode(
  bundle: Bundle,
  node: BundleNode,
  secrets: SecretValues,
  mask: (text: string) => string,
  ports: Ports,
): Promise<NodeState> {
  const ran = await activate(node, ['observe'], desiredIndex(bundle, node.host, secrets, ports.profile), ports);
  return stateFrom(ran, bundle, node, mask);
}

/** The state in a node's answer, or why it is unknown. The output is not quoted, since it may hold secrets of files edited by hand. */
export function stateFrom(
  { exitCode, stdout, stderr, cause = 'refused' }: Ran,
  bundle: Bundle,
  { host: node }: BundleNode,
  mask: (text: string) => string,
): NodeState {
  const unreached = (why: Cause, reason: string): NodeState => ({ node, reachable: false, reason, cause: why });
  if (exitCode !== 0)
    return unreached(cause, mask(firstLine(stderr)) || `the activator ended with exit code ${exitCode}`);
  const paths = filesOf(bundle, node).map(({ path }) => path);
  const state = parseObservation(node, stdout, paths, mask);
  return typeof state === 'string' ? unreached(state, GARBLED[state]) : state;
}

export const GARBLED: { readonly [G in Garbled]: string } = {
  'cut-off': 'its answer was cut off',
  'not-understood': 'the node answered something that clusterc does not understand',
  'wrong-digest': 'a text that it sent has not the digest that it sent with it',
};

/** The decisive line of an error output: that of our own script without its name, else the first line. A banner of sshd comes first. */
export function firstLine(text: string): string {
  const lines = text.trim().split('\n');
  const ours = lines.find((line) => OURS.test(line));
  return (ours ?? lines[0] ?? '').replace(OURS, '');
}

/**
 * The last step of an init script that ended with [FAILED], and its error in one line; the script's first line is only a
 * heading. Measured on the init scripts of RHEL 6; undefined if no step failed.
 */
export function failedStep(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const end = lines.findLastIndex((line) => line.endsWith(FAILED));
  if (end < 0) return undefined;
  const before = lines.slice(0, end).findLastIndex((line) => /\[ *(OK|FAILED|PASSED|WARNING) *\]$/.test(line));
  return lines
    .slice(before + 1, end + 1)
    .join(' ')
    .slice(-LONGEST_STEP);
}

const FAILED = '[FAILED]';
const LONGEST_STEP = 300;

const OURS = /^clusterc-(node|look): /;
