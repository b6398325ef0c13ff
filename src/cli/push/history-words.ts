/** Texts of the command `history`. */
import { text, type CommandSpec } from '../command.ts';
import { READ_FORMAT, readFormatOf } from '../formats.ts';

export const history: CommandSpec = {
  name: 'history',
  summary: 'say who pushed what, when, why, and how it ended',
  description:
    'Prints the pushes of a cluster, also those of other people, newest first: time (UTC), outcome, bundle, who, hosts, how long it took, the reason that was given, what was ' +
    'allowed, and whether only secrets changed; below it each host where it did not end well. Each node keeps a journal, which is asked over ssh; this machine keeps one of ' +
    'its own pushes in $XDG_STATE_HOME/clusterc (or ~/.local/state). For what is on the nodes now, use clusterc status. Exits 1 when a node cannot be asked.',
  arguments: [
    {
      name: 'SITE',
      description: 'folder or file of the site, or a bundle: its folder or .tar',
      fallback: '.',
      completes: 'site',
    },
  ],
  options: [
    {
      flags: '--cluster <NAME>',
      description: 'of the cluster of this name, in place of a site; asks no node',
      completes: 'cluster',
    },
    { flags: '--local', description: 'only of pushes that began on this machine; asks no node' },
    { flags: '-n, --last <COUNT>', description: 'so many pushes', fallback: '20', completes: 'nothing' },
    {
      flags: '--sandbox <DIR>',
      description: 'of rehearsals in this folder, which are recorded there',
      completes: 'folder',
    },
    READ_FORMAT,
  ],
  example: 'clusterc history --local --last 5',
  alsoCalled: ['log', 'journal'],
  run: async ([site = '.'], flags, io) =>
    (await import('./history.ts')).history(
      site,
      {
        cluster: text(flags['cluster']),
        last: text(flags['last']),
        local: flags['local'] === true,
        sandbox: text(flags['sandbox']),
        format: readFormatOf(flags['format']),
      },
      io,
    ),
};
