/** Findings at the end of a push: codes `push/*`. */
import { defineDiagnostic } from '../../diag/diagnostic.ts';
import type { WaitEnded } from './settle.ts';

/** How long the push waited is its measured time; this is what ended the wait. */
const ENDED: { readonly [E in WaitEnded]: string } = {
  time: 'which is the limit of its wait',
  rest: 'and the cluster has nothing left to do',
  interrupted: 'when it was interrupted',
  unanswered: 'and no node answered any more',
};

export const notTakenOver = defineDiagnostic<{
  service: string;
  is: 'failed' | 'late' | 'known';
  seconds: number;
  ended: WaitEnded;
}>({
  code: 'push/not-taken-over',
  severity: 'error',
  message: (f) => {
    if (f.is === 'failed') return `${f.service} did not start: the cluster has tried, and given up`;
    const what = f.is === 'late' ? 'is not started' : 'is still known to the cluster';
    return `${f.service} ${what} ${f.seconds} s after the push, ${ENDED[f.ended]}`;
  },
  help: () =>
    'look into the logs of the nodes and at clusterc status; every node has the new files, and nothing was rolled back',
  explain:
    'A push ends when the cluster runs the new configuration. A service that does not start is no reason to go back: that would be a second restart. ' +
    'A VM that can start nowhere may end as stopped, without an owner. --wait sets another limit, --no-wait none.',
});

export const lockLost = defineDiagnostic<{ node: string }>({
  code: 'push/lock-lost',
  severity: 'error',
  message: (f) =>
    `this push has no lock on ${f.node} any more: another push has taken over, or ${f.node} has ended this one by itself`,
  help: () => 'look with clusterc status, and with clusterc history at who has pushed since, then push again',
  explain:
    'A controller that was frozen or cut off for too long, or whose lock another push took over, does nothing more on that node, and cannot know its state: ' +
    'the node is not as it was before, or another push is at work on it.',
});
