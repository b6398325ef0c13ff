/** A push to an empty cluster goes in parts, each with a plan of its own: daemons, what fences, what gives locks, the rest. */
import { documentsOf, type OutputFile } from '../../bundle/bundle.ts';
import { shown } from '../../bundle/content.ts';
import { wholeOf, type OwnedDocument } from '../../deploy/node/documents.ts';
import type { Seen } from '../../deploy/node/seen.ts';
import { isReal } from '../../deploy/plan/changes.ts';
import { changesIn, membersIn } from '../../deploy/plan/make-plan.ts';
import type { Plan } from '../../deploy/plan/plan.ts';
import { stackOfBundle } from '../../stack/stacks.ts';
import { EXIT, remark, type ExitCode, type Io } from '../io.ts';
import { judged } from '../nodes/meaning.ts';
import type { Reach } from '../nodes/nodes.ts';
import type { PushOptions } from '../push-options.ts';
import { readTrees } from '../subject/trees.ts';

/** What a plan is made for. `isPart`: more of the document follows. */
export type Part = { readonly reach: Reach; readonly seen: readonly Seen[]; readonly isPart: boolean };

/** The part of the bundle that comes next: all of it, unless the cluster has to have a part of its document first. */
export async function nextPart(reach: Reach, seen: readonly Seen[]): Promise<Part> {
  const { bundle, secrets } = reach;
  const { documents } = await stackOfBundle(bundle).operations();
  const whole = { reach, seen, isPart: false };
  const joining = joiningIn(reach, seen);
  for (const owned of documents) {
    const [document] = bundle.nodes.flatMap(({ host }) => documentsOf(bundle, host, owned.document));
    if (document === undefined) continue;
    for (const content of await firstOf(owned, document, { seen, joining })) {
      const files = bundle.files.map((file) => (file.path === document.path ? { ...file, content } : file));
      const part = { ...bundle, files };
      const again = await judged(seen, { bundle: part, secrets });
      const differs = changesIn({ bundle: part, seen: again }).some(({ path }) => path === document.path);
      if (differs) return { reach: { ...reach, bundle: part }, seen: again, isPart: true };
    }
  }
  return whole;
}

/** Names of hosts that no push has reached and that are no members, where a cluster runs. */
function joiningIn({ bundle }: Reach, seen: readonly Seen[]): readonly string[] {
  const members = membersIn({ bundle, seen, inside: null });
  if (members.length === 0) return [];
  const fresh = seen.flatMap(({ state }) => (state.reachable && state.installed === null ? [state.node] : []));
  return bundle.nodes.flatMap(({ host, nodeName }) =>
    fresh.includes(host) && !members.includes(host) ? [nodeName] : [],
  );
}

type Known = { readonly seen: readonly Seen[]; readonly joining: readonly string[] };

async function firstOf(owned: OwnedDocument, { content }: OutputFile, { seen, joining }: Known) {
  const text = shown(content);
  const [live, desired] = [wholeOf(owned, seen), (await readTrees([text])).get(text)];
  return live === null || desired === undefined ? [] : owned.first(live, desired, { content, joining });
}

/** Does the plan only start a cluster, which then has no document? */
async function startsCluster({ changes, members, actions }: Plan, { bundle }: Reach): Promise<boolean> {
  const { documents } = await stackOfBundle(bundle).operations();
  const paths = documents.flatMap(({ document }) =>
    bundle.nodes.flatMap(({ host }) => documentsOf(bundle, host, document).map(({ path }) => path)),
  );
  const isNew = changes.some(
    ({ path, change, node }) => change === 'create' && paths.includes(path) && isReal(bundle, node),
  );
  return isNew && members.length === 0 && actions.length > 0;
}

/** Does another part follow after this outcome? Prints that it does, also after a plan alone. */
export async function goesOn(
  exit: ExitCode,
  { reach, isPart, plan }: Part & { readonly plan: Plan },
  { plan: wanted }: PushOptions,
  io: Io,
): Promise<boolean> {
  const isDone = exit === EXIT.done && !reach.ports.interrupted();
  if (!isDone && exit !== EXIT.different) return false;
  if (!isPart && !(await startsCluster(plan, reach))) return false;
  remark('the cluster gets its configuration in parts, and the next one has a plan of its own', io);
  return isDone && wanted === undefined;
}
