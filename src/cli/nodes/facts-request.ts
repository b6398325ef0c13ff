/** The connection of `clusterc facts` to the hosts. */
import { NOTHING_ANNOUNCED } from '../../deploy/node/profile.ts';
import type { Result } from '../../diag/diagnostic.ts';
import { ask } from '../../deploy/node/look.ts';
import type { Asked } from '../../deploy/node/seen.ts';
import { limited } from '../../deploy/select.ts';
import { nodeOf } from '../../emit/node.ts';
import type { Collect } from './facts.ts';
import type { Io } from '../io.ts';
import { forksOf, type NodeChoice } from './node-options.ts';
import { NO_SECRETS, portsFor } from './ports.ts';

/** Asks the hosts selected by --limit, over ssh. */
export function overSsh(choice: NodeChoice, io: Io): Collect {
  return async (hosts, questions, providers): Promise<Result<readonly Asked[]>> => {
    const forks = forksOf(choice, io);
    const { value, diagnostics } = limited({ nodes: hosts.map(nodeOf) }, choice.limit);
    if (value === undefined || forks === undefined) return { diagnostics };
    const manner = { via: 'ssh', how: 'only look', forks, profile: NOTHING_ANNOUNCED, providers } as const;
    const ports = portsFor(NO_SECRETS, manner, io);
    return { value: await ask(value.nodes, questions, ports), diagnostics };
  };
}
