/** Texts of the command `convert`. */
import { text, type CommandSpec } from '../command.ts';
import { READ_FORMAT, readFormatOf } from '../formats.ts';

export const convert: CommandSpec = {
  name: 'convert',
  summary: 'say what a site means on another platform, and write it for that one',
  description:
    'Says for the cluster, its storage, and each host, VM and service what stays, changes its meaning or is lost on another platform, and what has to be ' +
    'decided first. With -o it also writes the site for that platform, with its comments: keys that do not apply are commented out, and CONVERT.md has the ' +
    'report. Exits 1 while something has to be decided. Reads the site only, no node; the order of a migration is in docs/migration.md.',
  arguments: [{ name: 'SITE', description: 'folder or file of the site', fallback: '.', completes: 'site' }],
  options: [
    {
      flags: '--to <PLATFORM>',
      description: 'the other platform, such as rhel9 or debian12',
      required: true,
      completes: 'platform',
    },
    {
      flags: '-o, --output <DIR>',
      description: 'folder to write the converted site to; must not exist',
      completes: 'folder',
    },
    READ_FORMAT,
  ],
  example: 'clusterc convert --to rhel9 -o site-rhel9',
  run: async ([site = '.'], flags, io) =>
    (await import('./convert.ts')).convert(
      site,
      { to: String(flags['to']), output: text(flags['output']), format: readFormatOf(flags['format']) },
      io,
    ),
};
