/** Transport `local`: a folder on this machine plays the node. */
import type { Transport } from '../../deploy/node/ports.ts';
import { runCommand } from '../run.ts';

/** Runs commands here. The environment is fixed, so that the user's shell set-up changes nothing. */
export const localTransport: Transport = {
  run: (_node, argv, options) =>
    // An interrupt at the keyboard is for clusterc, which lets the step under way end.
    runCommand(argv, {
      ...options,
      group: 'apart',
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
    }),
};
