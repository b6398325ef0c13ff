/** Parses `corosync-cfgtool -s`: links to other nodes. Exit code 0 whatever their state. Measured on 3.1.7 (test/lab/pacemaker). */
import type { Answer, Question } from '../../../deploy/node/answers.ts';
import { linesOf, replyOf, type Reply } from '../../../status/reply.ts';

export const LINKS: Question = { name: 'corosync-links', argv: ['corosync-cfgtool', '-s'] };

/** `link`: its number; `node`: the node_id at its other end. */
export type Link = { readonly link: number; readonly node: number; readonly isConnected: boolean };

export function links(answer: Answer | undefined): Reply<readonly Link[]> {
  return replyOf(answer, parse);
}

/** Other transports than knet say nothing of single nodes, and have no link here. */
function parse(text: string): readonly Link[] | undefined {
  const lines = linesOf(text);
  if (!lines.some((line) => line.startsWith('Local node ID'))) return undefined;
  let link = 0;
  return lines.flatMap((line) => {
    link = Number(/^LINK ID (\d+)/.exec(line)?.[1] ?? link);
    const [, node, state = ''] = /^nodeid: +(\d+):\s+(\S.*)$/.exec(line) ?? [];
    return node === undefined ? [] : [{ link, node: Number(node), isConnected: !/\bdisconnected\b/.test(state) }];
  });
}
