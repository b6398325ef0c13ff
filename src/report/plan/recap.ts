/** The end of a push, one line per node. Pure. */
import { greatest } from '../../base/lists.ts';
import type { HostName } from '../../base/brand.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { documentsOf, filesOf } from '../../bundle/bundle.ts';
import type { Plan } from '../../deploy/plan/plan.ts';
import { mayBeArmed, type Outcome } from '../../deploy/push/outcome.ts';

/** `host1  changed=6  unchanged=0  applied`, aligned. */
export function renderRecap(plan: Plan, bundle: Bundle, outcome: Outcome): string {
  const width = greatest(
    bundle.nodes.map(({ host }) => host.length),
    0,
  );
  const lines = bundle.nodes.map(({ host }) => {
    const { changed, unchanged, failed, state } = recapOf(plan, bundle, host, outcome);
    return `  ${host.padEnd(width)}  changed=${changed ?? '?'}  unchanged=${unchanged ?? '?'}  failed=${failed}  ${state}`;
  });
  return `recap: ${sentence(plan, bundle, outcome)}\n${lines.join('\n')}\n`;
}

const SENTENCES: { readonly [E in Outcome['ended']]: string } = {
  applied: 'every node has the new files',
  unchanged: 'nothing changed',
  refused: 'nothing was changed',
  reverted: 'the push failed; every node is back as it was',
  stuck: 'the push failed, and the state of a node is not known',
};

function sentence(plan: Plan, { nodes }: Bundle, outcome: Outcome): string {
  const { ended, journal, interrupted, unhealthy } = outcome;
  const out = nodes.map(({ host }) => host).filter((host) => isLeftOut(plan, host));
  if (ended === 'applied' && out.length > 0)
    return `${nodes.length - out.length} of ${nodes.length} nodes have the new files; push again when ${out.join(', ')} can be reached`;
  if (ended === 'applied' && unhealthy === true) return `${SENTENCES.applied}, and the cluster does not run all of it`;
  if (ended === 'applied' && interrupted) return `it was confirmed before it was interrupted: ${SENTENCES.applied}`;
  if (ended === 'reverted' && interrupted) return 'it was interrupted; every node is back as it was';
  const forward = ended === 'stuck' && journal.some(({ step }) => step.do === 'commit');
  return forward ? 'every node has the new files, but that is not recorded everywhere' : SENTENCES[ended];
}

export type NodeRecap = {
  /** Null if unknown. */
  readonly changed: number | null;
  readonly unchanged: number | null;
  readonly failed: number;
  readonly state: string;
};

/** The outcome of a push on one node. */
export function recapOf(plan: Plan, bundle: Bundle, host: HostName, outcome: Outcome): NodeRecap {
  const planned = plan.changes.filter(({ node }) => node === host);
  const desired = planned.filter(({ change }) => change !== 'remove').length;
  const here = outcome.journal.filter(({ step }) => step.node === host);
  const renewed = here.some(({ step }) => step.do === 'commit');
  const all = [...filesOf(bundle, host), ...documentsOf(bundle, host)];
  const unchanged = all.length - (renewed ? desired : 0);
  const failed = here.filter(({ result }) => result === 'failed').length;
  const state = stateOf(plan, host, here, outcome);
  if (UNSEEN.has(state)) return { changed: null, unchanged: null, failed, state };
  return { changed: renewed ? planned.length : 0, unchanged, failed, state };
}

/** States in which the node's files are unknown. */
const UNSEEN = new Set(['left out', 'left to itself', 'unknown']);

function isLeftOut({ phases }: Plan, host: HostName): boolean {
  return phases.length > 0 && !phases.some(({ steps }) => steps.some(({ node }) => node === host));
}

/** Decided by the last commit or rollback on the node, if there was one. */
function stateOf(plan: Plan, host: HostName, here: Outcome['journal'], { ended }: Outcome): string {
  const ending = here.findLast(({ step }) => step.do === 'commit' || step.do === 'revert');
  if (ending?.step.do === 'commit') return ending.result === 'ok' ? 'applied' : 'not recorded';
  const armed = here.some(mayBeArmed);
  if (ending !== undefined && ending.result !== 'ok') return armed ? 'unknown' : 'untouched';
  if (ending !== undefined) return ended === 'refused' ? 'untouched' : 'reverted';
  if (armed) return 'left to itself';
  if (isLeftOut(plan, host)) return 'left out';
  return ended === 'applied' || ended === 'unchanged' ? 'up to date' : 'untouched';
}
