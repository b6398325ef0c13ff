/** The end of a push in one line per node. Pure; only shows. */
import type { HostName } from '../base/brand.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { filesOf } from '../bundle/bundle.ts';
import type { Plan, StepResult } from '../deploy/plan.ts';
import type { Outcome } from '../deploy/push.ts';

/** `host1  changed=6  unchanged=0  applied`, aligned. */
export function renderRecap(plan: Plan, bundle: Bundle, outcome: Outcome): string {
  const width = Math.max(...bundle.nodes.map(({ host }) => host.length));
  const lines = bundle.nodes.map(({ host }) => `  ${host.padEnd(width)}  ${counts(plan, bundle, host, outcome)}`);
  return `recap: ${sentence(outcome)}\n${lines.join('\n')}\n`;
}

const SENTENCES: { readonly [E in Outcome['ended']]: string } = {
  applied: 'every node has the new files',
  unchanged: 'nothing changed',
  refused: 'nothing was changed',
  reverted: 'the push failed; every node is back as it was',
  stuck: 'the push failed, and the state of a node is not known',
};

function sentence({ ended, journal }: Outcome): string {
  const forward = ended === 'stuck' && journal.some(({ step }) => step.do === 'commit');
  return forward ? 'every node has the new files, but that is not written down everywhere' : SENTENCES[ended];
}

function counts(plan: Plan, bundle: Bundle, host: HostName, { ended, journal }: Outcome): string {
  const planned = plan.changes.filter(({ node }) => node === host);
  const desired = planned.filter(({ change }) => change !== 'remove').length;
  const here = journal.filter(({ step }) => step.node === host);
  const committed = here.find(({ step }) => step.do === 'commit');
  const renewed = ended === 'applied' || committed !== undefined;
  const unchanged = filesOf(bundle, host).length - (renewed ? desired : 0);
  const failed = here.filter(({ result }) => result === 'failed').length;
  const state = stateOf(ended, failed, committed?.result);
  return `changed=${renewed ? planned.length : 0}  unchanged=${unchanged}  failed=${failed}  ${state}`;
}

function stateOf(ended: Outcome['ended'], failed: number, committed: StepResult | undefined): string {
  if (committed !== undefined) return committed === 'ok' ? 'applied' : 'not written down';
  if (ended === 'stuck') return failed > 0 ? 'unknown' : 'see above';
  return { applied: 'applied', unchanged: 'up to date', refused: 'untouched', reverted: 'reverted' }[ended];
}
