/** Texts of the command `import`. */
import { text, type CommandSpec } from '../command.ts';
import { READ_FORMAT, readFormatOf } from '../formats.ts';

export const importNodes: CommandSpec = {
  name: 'import',
  summary: 'make a site from the files of a running cluster',
  description:
    'Reads copies of the files of nodes: folders laid out like the root of a node, or a folder of such folders. Writes a site, a file with the secrets ' +
    'that stood in them, and IMPORT.md: what was left out, changed and made up, and what a build would write otherwise.',
  arguments: [
    {
      name: 'FROM',
      description: 'folder of a node, or of several',
      variadic: true,
      optional: true,
      completes: 'folder',
    },
  ],
  options: [
    {
      flags: '-o, --output <DIR>',
      description: 'folder to write to; must not exist',
      required: true,
      completes: 'folder',
    },
    {
      flags: '--from <HOSTS>',
      description: 'fetch the files over ssh from these nodes, joined with commas; nothing is written there',
    },
    {
      flags: '--platform <PLATFORM>',
      description: 'release of the nodes, such as rhel6.4 (default: guessed)',
      completes: 'platform',
    },
    READ_FORMAT,
  ],
  example: 'clusterc import nodes -o adopted',
  alsoCalled: ['adopt'],
  run: async (args, flags, io) =>
    (await import('./import.ts')).importSite(
      args.filter((folder) => folder !== undefined),
      {
        output: String(flags['output']),
        platform: text(flags['platform']),
        from: text(flags['from']),
        format: readFormatOf(flags['format']),
      },
      io,
    ),
};
