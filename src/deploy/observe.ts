/** Looks at every node, all at once, one round trip each. Changes nothing anywhere. */
import type { Bundle, BundleNode } from '../bundle/bundle.ts';
import { masker } from './mask.ts';
import { activate, desiredIndex, type SecretValues } from './node.ts';
import type { Ports } from './ports.ts';
import { told } from './progress.ts';
import { parseObservation, type NodeState } from './state.ts';

/** What stands on each node, by node_id. A node that cannot be looked at is a state too, never an exception. */
export function observe(bundle: Bundle, secrets: SecretValues, ports: Ports): Promise<readonly NodeState[]> {
  const mask = masker([...secrets.values()]);
  return told(
    'observe',
    bundle.nodes.map((on) => ({ node: on.host, on })),
    ports,
    ({ on }) => observeNode(bundle, on, secrets, mask, ports),
    ({ reachable }) => (reachable ? 'ok' : 'failed'),
  );
}

export async function observeNode(
  bundle: Bundle,
  node: BundleNode,
  secrets: SecretValues,
  mask: (text: string) => string,
  ports: Ports,
): Promise<NodeState> {
  const { exitCode, stdout, stderr } = await activate(
    node,
    ['observe'],
    desiredIndex(bundle, node.host, secrets),
    ports,
  );
  const unreached = (reason: string): NodeState => ({ node: node.host, reachable: false, reason });
  if (exitCode !== 0) return unreached(mask(firstLine(stderr)) || `the activator ended with exit code ${exitCode}`);
  // The output is not quoted in the reason: it may hold secrets of files that were edited by hand.
  return (
    parseObservation(node.host, stdout, mask) ??
    unreached('the node answered something that clusterc does not understand')
  );
}

/** Of what a command complained about, without the activator's own name. */
export function firstLine(text: string): string {
  return (
    text
      .trim()
      .split('\n')[0]
      ?.replace(/^clusterc-node: /, '') ?? ''
  );
}
