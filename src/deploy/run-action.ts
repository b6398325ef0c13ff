/** Commands of a plan on a node: argument arrays, no shell. */
import { as, type ActionId, type Millis, type RemotePath } from '../base/brand.ts';
import type { Argv, Bundle, BundleNode } from '../bundle/bundle.ts';
import { plainInput } from './node.ts';
import type { Step } from './plan.ts';
import type { Ports, Ran } from './ports.ts';

/** Longest time for a look at the cluster; cman's tools answer within a second or not at all. Our choice. */
const GATE_TIMEOUT = as<Millis>(30_000);

/** Where the activator keeps the staged copy of a file. */
function stagedPath(path: RemotePath): string {
  return `/var/lib/clusterc/staged/files${path}`;
}

/** One of an action's commands; undefined when the action has none for this. */
export function runAction(
  node: BundleNode,
  { actions }: Bundle,
  id: ActionId,
  which: 'check' | 'run' | 'probe',
  ports: Ports,
): Promise<Ran | undefined> {
  const action = actions.find((candidate) => candidate.id === id);
  if (action === undefined) throw new Error(`bug/plan: there is no action ${id} in the bundle`);
  const command = action[which];
  if (command === null) return Promise.resolve(undefined);
  return ports.transport.run(node, words(command), { stdin: plainInput(''), timeout: action.worstCase.millis });
}

/** A command whose output must match; one that does not match counts as failed. */
export async function runGate(
  node: BundleNode,
  { probe, expect }: Pick<Extract<Step, { do: 'gate' }>, 'probe' | 'expect'>,
  ports: Ports,
): Promise<Ran> {
  const ran = await ports.transport.run(node, words(probe), { stdin: plainInput(''), timeout: GATE_TIMEOUT });
  const passed = ran.exitCode === 0 && new RegExp(expect, 'm').test(ran.stdout);
  return passed ? ran : { ...ran, exitCode: ran.exitCode === 0 ? 1 : ran.exitCode };
}

function words(argv: Argv): readonly string[] {
  return argv.map((word) => (typeof word === 'string' ? word : stagedPath(word.staged)));
}
