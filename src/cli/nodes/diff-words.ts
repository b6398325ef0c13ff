/** Texts of the command `diff`. */
import { text, type CommandSpec } from '../command.ts';
import { READ_FORMAT, readFormatOf } from '../formats.ts';
import { NODE_OPTIONS, nodeChoiceOf } from './node-options.ts';
import { SUBJECT } from '../subject/subject-words.ts';

export const diff: CommandSpec = {
  name: 'diff',
  summary: 'compare nodes with a site, by meaning',
  description:
    'Compares the files on the nodes with what the site says: XML, lvm.conf and multipath.conf by what they mean, so that order of attributes, ' +
    'layout, comments and what management tools or libvirt add are no difference; mode and owner; secrets without showing them. Only files that clusterc ' +
    'manages are read, in one round trip a node, and nothing is changed. Where the site has errors, what they do not concern is compared. With --against two desired states are compared, without nodes. Exits 2 when there are differences.',
  arguments: [SUBJECT],
  options: [
    {
      flags: '--against <WHAT>',
      description: 'a bundle, or a revision of the site in git, such as HEAD~1, instead of the nodes',
      completes: 'file',
    },
    { flags: '--stat', description: 'lines added and removed in each file, not the lines themselves' },
    ...NODE_OPTIONS,
    READ_FORMAT,
  ],
  example: 'clusterc build -o review && clusterc diff --against review',
  alsoCalled: ['drift', 'compare'],
  run: async ([site = '.'], flags, io) =>
    (await import('./diff.ts')).diff(
      site,
      {
        ...nodeChoiceOf(flags),
        against: text(flags['against']),
        stat: flags['stat'] === true,
        format: readFormatOf(flags['format']),
      },
      io,
    ),
};
