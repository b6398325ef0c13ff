/** Transport `local`: a folder on this machine plays the node. */
import type { Transport } from '../../deploy/node/ports.ts';
import { runCommand } from '../run.ts';

/** Runs commands on this machine with a fixed environment, so that the user's shell settings have no effect. */
export const localTransport: Transport = {
  run: (_node, argv, options) =>
    // An interrupt at the keyboard is for clusterc, which lets the current step finish.
    runCommand(argv, {
      ...options,
      group: 'apart',
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
    }),
};
