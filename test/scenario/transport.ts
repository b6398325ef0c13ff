/** The real transport, with somebody beside it who acts just before a verb of the activator runs on a node. */
import type { Transport } from '../../src/deploy/node/ports.ts';

export type Watcher = (verb: string, node: string) => void;

/** By the folder of the scenario, as several are played at once. */
const watchers = new Map<string, Watcher>();

/** Runs the command with a watcher beside the nodes below a folder. What the watcher throws is thrown by the transport. */
export async function watching<T>(folder: string, watcher: Watcher, command: () => Promise<T>): Promise<T> {
  watchers.set(folder, watcher);
  try {
    return await command();
  } finally {
    watchers.delete(folder);
  }
}

export function watched(transport: Transport): Transport {
  return {
    run(node, argv, options) {
      const [, , , , , verb = ''] = argv; // sh -c SCRIPT clusterc-node ROOT VERB
      const root = node.connection.via === 'local' ? node.connection.root : '';
      for (const [folder, watcher] of watchers) if (root.startsWith(`${folder}/`)) watcher(verb, node.host);
      return transport.run(node, argv, options);
    },
  };
}
