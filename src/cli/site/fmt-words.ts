/** Texts of the command `fmt`. */
import { text, type CommandSpec } from '../command.ts';

export const fmt: CommandSpec = {
  name: 'fmt',
  summary: 'write the files of a site in the standard style',
  description:
    'Writes the files of a site in the standard style, and prints the names of those that change: two spaces a level, { size: 20G } and [br0] on one ' +
    'line where they fit into 120 columns, double quotes, comments aligned. Comments, values and the order of keys stay. With - it reads ' +
    'standard input and prints the result. It writes nothing while a file is not YAML that clusterc reads.',
  arguments: [
    {
      name: 'SITE',
      description: 'folder or file of the site, or - for standard input',
      fallback: '.',
      completes: 'site',
    },
  ],
  options: [
    { flags: '--check', description: 'write nothing; exit 2 if a file would change' },
    {
      flags: '--to-version <N>',
      description:
        'also write version: 2, whose derived MACs and failover domains have other names, and say which change',
      choices: ['2'],
    },
  ],
  example: 'clusterc fmt --check',
  alsoCalled: ['format', 'tidy'],
  run: async ([site = '.'], flags, io) =>
    (await import('./fmt.ts')).fmt(site, { check: flags['check'] === true, toVersion: text(flags['toVersion']) }, io),
};
