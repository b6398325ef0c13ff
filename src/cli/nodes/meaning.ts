/** The files of nodes judged by their meaning, for every command that asks nodes. */
import type { Bundle } from '../../bundle/bundle.ts';
import { hider } from '../../deploy/node/mask.ts';
import type { Seen } from '../../deploy/node/seen.ts';
import type { NodeState } from '../../deploy/node/state.ts';
import { desiredText } from '../../diff/desired.ts';
import { textsToRead, type DiffInput } from '../../diff/differences.ts';
import { judgedByMeaning } from '../../diff/forms.ts';
import { stackOfBundle } from '../../stack/stacks.ts';
import { readTrees } from '../subject/trees.ts';
import type { Reach } from './nodes.ts';

/** What nodes have against what the site says, with the trees of all files that differ. */
export async function comparisonOf(
  states: readonly NodeState[],
  { bundle, secrets }: Pick<Reach, 'bundle' | 'secrets'>,
): Promise<DiffInput> {
  const real = new Set(bundle.nodes.filter(({ connection }) => connection.via === 'ssh').map(({ host }) => host));
  const textOf = desiredText(hider([...secrets.values()]));
  const known = new Set(secrets.keys());
  const subject = { bundle, states, known, ...(await ofStack(bundle)), textOf };
  return { ...subject, owned: (node) => real.has(node), trees: await readTrees(textsToRead(subject)) };
}

/** The same nodes; a file that differs from the site in form alone has the relation `form`. */
export async function judged(
  seen: readonly Seen[],
  reach: Pick<Reach, 'bundle' | 'secrets'>,
): Promise<readonly Seen[]> {
  const states = judgedByMeaning(
    await comparisonOf(
      seen.map(({ state }) => state),
      reach,
    ),
  );
  return seen.map((one, index) => ({ ...one, state: states[index] ?? one.state }));
}

/** What a bundle's stack contributes to the comparison. */
export async function ofStack(bundle: Bundle): Promise<Pick<DiffInput, 'own' | 'versionName'>> {
  const {
    compared: own,
    status: { version: versionName },
  } = await stackOfBundle(bundle).operations();
  return { own, versionName };
}
