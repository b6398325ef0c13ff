/**
 * Which files of nodes differ from the site in form alone: a comment, the layout, the order of names. Only their digests say
 * that they differ, so that status and push would take them for drift. `diff`, `status`, `plan` and `push` call the
 * same things equal.
 */
import type { FoundFile, NodeState } from '../deploy/node/state.ts';
import { differencesIn, type DiffInput, type DifferenceKind } from './differences.ts';

/** The states with each content judged by its meaning, as `differencesIn` judges it. */
export function judgedByMeaning(subject: DiffInput): readonly NodeState[] {
  const kinds = new Map<string, DifferenceKind>(
    differencesIn(subject).differences.flatMap(({ path, kind, nodes }) =>
      kind in RELATIONS ? nodes.map((node) => [`${node}:${path}`, kind] as const) : [],
    ),
  );
  const judged = (node: string) => (file: FoundFile) => {
    const kind = kinds.get(`${node}:${file.path}`);
    return { ...file, relation: (kind === undefined ? undefined : RELATIONS[kind]) ?? file.relation };
  };
  return subject.states.map((state) =>
    state.reachable ? { ...state, files: state.files.map(judged(state.node)) } : state,
  );
}

/** `content`: also of a file with a secret that is not at hand, which differs in something else. */
const RELATIONS: { readonly [K in DifferenceKind]?: FoundFile['relation'] } = { content: 'differs', form: 'form' };
