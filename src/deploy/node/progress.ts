/** Work on several nodes at once, with progress events. */
import type { HostName } from '../../base/brand.ts';
import type { BundleNode } from '../../bundle/bundle.ts';
import type { StepResult } from '../plan/plan.ts';
import type { Ports } from './ports.ts';

/** What is done, and the milliseconds that it may take at most, where they are known. */
type Task = { readonly name: string; readonly within?: number | null };

/** Runs all parts at once, one per node. Reports the start, each node's result and its time where that is known, and the end. */
export async function withProgress<Part extends { readonly node: HostName }, Answer>(
  { name, within = null }: Task,
  parts: readonly Part[],
  { progress }: Pick<Ports, 'progress'>,
  perform: (part: Part) => Promise<Answer>,
  resultOf: (answer: Answer) => StepResult,
  millisOf: (answer: Answer) => number | undefined = () => undefined,
): Promise<readonly Answer[]> {
  const nodes = parts.map(({ node }) => node);
  progress({ event: 'begins', work: name, nodes, ...(within === null ? {} : { within }) });
  try {
    return await Promise.all(
      parts.map(async (part, index) => {
        const answer = await perform(part);
        const millis = millisOf(answer);
        progress({ event: 'answers', index, result: resultOf(answer), ...(millis === undefined ? {} : { millis }) });
        return answer;
      }),
    );
  } finally {
    progress({ event: 'ends' });
  }
}

/** Asks every node at once; `perform` says of each whether it was reached. */
export function onEachNode<Seen>(
  work: string,
  nodes: readonly BundleNode[],
  ports: Pick<Ports, 'progress'>,
  perform: (node: BundleNode) => Promise<Seen>,
  reached: (seen: Seen) => boolean,
): Promise<readonly Seen[]> {
  return withProgress(
    { name: work },
    nodes.map((on) => ({ node: on.host, on })),
    ports,
    ({ on }) => perform(on),
    (seen) => (reached(seen) ? 'ok' : 'failed'),
  );
}
