/** The journals of the nodes, asked in one round trip for each. */
import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { addAll } from '../../base/lists.ts';
import { own } from '../../base/json.ts';
import type { SecretProvider } from '../../base/provider.ts';
import type { BundleNode } from '../../bundle/bundle.ts';
import type { Question } from '../../deploy/node/answers.ts';
import { ask } from '../../deploy/node/look.ts';
import type { Ports } from '../../deploy/node/ports.ts';
import { NOTHING_ANNOUNCED } from '../../deploy/node/profile.ts';
import type { Asked } from '../../deploy/node/seen.ts';
import { unreachedIn } from '../../deploy/node/unreached.ts';
import { historyIn } from '../../deploy/push/journal.ts';
import type { NodeHistory } from '../../deploy/push/histories.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import type { Io } from '../io.ts';
import { FORKS } from '../nodes/node-options.ts';
import { NO_SECRETS, portsFor } from '../nodes/ports.ts';

/** In the state folder of clusterc-node.sh. */
const JOURNAL = '/var/lib/clusterc/journal.jsonl';
/** More than the script keeps. */
const LINES = '2000';

/** The nodes of a cluster, and the providers of its secrets, whose variables are not handed to ssh. */
export type AskedNodes = {
  readonly nodes: readonly BundleNode[];
  readonly providers: readonly SecretProvider[];
};

export type NodeJournals = { readonly histories: readonly NodeHistory[]; readonly diagnostics: readonly Diagnostic[] };

/** `sandbox`: the folder whose folders play the nodes; those that are missing have no journal. */
export async function nodeJournals(
  { nodes, providers }: AskedNodes,
  sandbox: string | undefined,
  io: Io,
): Promise<NodeJournals> {
  const via = sandbox === undefined ? 'ssh' : 'local';
  const manner = { via, how: 'only look', forks: FORKS, profile: NOTHING_ANNOUNCED, providers } as const;
  const ports = portsFor(NO_SECRETS, manner, io);
  const asked = sandbox === undefined ? await ask(nodes, [inRoot('')], ports) : await askFolders(nodes, sandbox, ports);
  return { histories: asked.flatMap(historyOf), diagnostics: unreachedIn(asked) };
}

function inRoot(root: string): Question {
  return { name: 'journal', argv: ['tail', '-n', LINES, `${root}${JOURNAL}`] };
}

async function askFolders(nodes: readonly BundleNode[], sandbox: string, ports: Ports): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  for (const node of nodes) {
    const root = resolve(sandbox, node.host);
    if (isInside(root)) addAll(asked, await ask([node], [inRoot(root)], ports));
  }
  return asked;
}

/** Is there a journal, and no link on its path? A link could lead out of the sandbox. */
function isInside(root: string): boolean {
  try {
    return realpathSync(`${root}${JOURNAL}`) === `${realpathSync(dirname(root))}/${basename(root)}${JOURNAL}`;
  } catch {
    return false;
  }
}

/** A node without a journal had no push yet, or only those of an older clusterc. */
function historyOf(one: Asked): readonly NodeHistory[] {
  if (!one.reachable) return [];
  const { text, exit } = own(one.answers, 'journal') ?? { text: '', exit: 'absent' };
  return exit === 0 ? [{ node: one.node, history: historyIn(text) }] : [];
}
