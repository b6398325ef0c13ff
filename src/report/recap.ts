/** The end of a push in one line per node. Pure; only shows. */
import type { HostName } from '../base/brand.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { filesOf } from '../bundle/bundle.ts';
import type { Plan } from '../deploy/plan.ts';
import type { Outcome } from '../deploy/push.ts';

/** `host1  changed=6  unchanged=0  applied`, aligned. */
export function renderRecap(plan: Plan, bundle: Bundle, outcome: Outcome): string {
  const width = Math.max(...bundle.nodes.map(({ host }) => host.length));
  const lines = bundle.nodes.map(({ host }) => `  ${host.padEnd(width)}  ${counts(plan, bundle, host, outcome)}`);
  return `recap: ${SENTENCES[outcome.ended]}\n${lines.join('\n')}\n`;
}

const SENTENCES: { readonly [E in Outcome['ended']]: string } = {
  applied: 'every node has the new files',
  unchanged: 'nothing changed',
  refused: 'nothing was changed',
  reverted: 'the push failed; every node is back as it was',
  stuck: 'the push failed, and the state of a node is not known',
};

function counts(plan: Plan, bundle: Bundle, host: HostName, { ended, journal }: Outcome): string {
  const planned = plan.changes.filter(({ node }) => node === host);
  const desired = planned.filter(({ change }) => change !== 'remove').length;
  const changed = ended === 'applied' ? planned.length : 0;
  const unchanged = filesOf(bundle, host).length - (ended === 'applied' ? desired : 0);
  const failed = journal.filter(({ step, result }) => step.node === host && result === 'failed').length;
  return `changed=${changed}  unchanged=${unchanged}  failed=${failed}  ${stateOf(ended, failed)}`;
}

function stateOf(ended: Outcome['ended'], failed: number): string {
  if (ended === 'stuck') return failed > 0 ? 'unknown' : 'see above';
  return { applied: 'applied', unchanged: 'up to date', refused: 'untouched', reverted: 'reverted' }[ended];
}
