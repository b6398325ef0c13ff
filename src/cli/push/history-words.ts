/** Texts of the command `history`. */
import { text, type CommandSpec } from '../command.ts';
import { READ_FORMAT, readFormatOf } from '../formats.ts';

export const history: CommandSpec = {
  name: 'history',
  summary: 'say who pushed what, when, why, and how it ended',
  description:
    'Prints the pushes of a cluster that began on this machine, newest first: time (UTC), outcome, bundle, who, hosts, how long it took, the reason that was given and ' +
    'what was allowed; below it each host where it did not end well. They are written down in $XDG_STATE_HOME/clusterc (or ~/.local/state). What stands on the nodes ' +
    'says status.',
  arguments: [
    {
      name: 'SITE',
      description: 'folder or file of the site, or a bundle: its folder or .tar',
      fallback: '.',
      completes: 'site',
    },
  ],
  options: [
    { flags: '--cluster <NAME>', description: 'of the cluster of this name, in place of a site', completes: 'nothing' },
    { flags: '-n, --last <COUNT>', description: 'so many pushes', fallback: '20', completes: 'nothing' },
    {
      flags: '--sandbox <DIR>',
      description: 'of rehearsals in this folder, which are written down there',
      completes: 'folder',
    },
    READ_FORMAT,
  ],
  example: 'clusterc history --last 5',
  run: async ([site = '.'], flags, io) =>
    (await import('./history.ts')).history(
      site,
      {
        cluster: text(flags['cluster']),
        last: text(flags['last']),
        sandbox: text(flags['sandbox']),
        format: readFormatOf(flags['format']),
      },
      io,
    ),
};
