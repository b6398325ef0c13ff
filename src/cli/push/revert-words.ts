/** Texts of the command `revert`. */
import { text, type CommandSpec } from '../command.ts';
import { READ_FORMAT } from '../formats.ts';
import { PUSH_OPTIONS, pushChoiceOf } from './push-words.ts';
import { SUBJECT } from '../subject/subject-words.ts';

export const revert: CommandSpec = {
  name: 'revert',
  summary: 'go back to the previous bundle, or to a named one',
  description:
    'Names the push that it undoes, then pushes the bundle from before it, with the checks of any push. The version of the configuration rises, as it never goes down. ' +
    'Each file is compared by checksum with the copy that the node has kept.',
  arguments: [SUBJECT],
  options: [
    {
      flags: '--to <BUNDLE>',
      description:
        'the bundle: its id or at least 6 digits of it, as clusterc history shows, or its folder or .tar; or a revision of the site in git, such as HEAD~1',
      completes: ['bundle', 'file'],
    },
    ...PUSH_OPTIONS,
    READ_FORMAT,
  ],
  example: 'clusterc build -o before && clusterc revert --to before --sandbox rehearsal',
  alsoCalled: ['rollback', 'undo', 'restore'],
  run: async ([site = '.'], flags, io) =>
    (await import('./revert.ts')).revert(site, { ...pushChoiceOf(flags), to: text(flags['to']) }, io),
};
