/** Texts of the command `plan`. */
import { own } from '../../base/json.ts';
import { text, texts, type CommandSpec, type Flags } from '../command.ts';
import { READ_FORMAT, readFormatOf } from '../formats.ts';
import { NODE_OPTIONS, nodeChoiceOf } from '../nodes/node-options.ts';
import { filesWords } from '../../stack/words.ts';
import { ALLOW } from './push-words.ts';
import { SUBJECT } from '../site/subject-words.ts';
import { usageError } from '../usage.ts';
import { EXIT } from '../io.ts';

export const plan: CommandSpec = {
  name: 'plan',
  summary: 'say what a push would do to nodes, services and VMs',
  description:
    'Looks at every node and says what a push would change, run and stop, in its order, with reason, worst case and way back; prints an id for push --plan. ' +
    `With --old and --new it looks at no node, and says ${filesWords.description}. Exits 2 when there is something to do.`,
  arguments: [SUBJECT],
  options: [
    ...NODE_OPTIONS,
    ALLOW,
    { flags: '--old <FILE>', description: filesWords.old, completes: 'file' },
    { flags: '--new <FILE>', description: 'the one that would be pushed', completes: 'file' },
    {
      flags: '--platform <RELEASE>',
      description: 'with --old: whose agents compare: rhel6.4, rhel5.8, fedora13; the newest know most attributes',
      fallback: 'rhel6.10',
    },
    {
      flags: `--${filesWords.states.name} <FILE>`,
      description: `with --old: ${filesWords.states.description}`,
      completes: 'file',
    },
    {
      flags: '--metadata <DIR>',
      description: `with --old: ${filesWords.metadata}, a *.xml each, instead of the catalogue; a second one is what they print after an update`,
      repeatable: true,
      completes: 'folder',
    },
    READ_FORMAT,
  ],
  example: 'clusterc push --sandbox rehearsal && clusterc plan --sandbox rehearsal',
  alsoCalled: ['preview', 'predict'],
  run: async ([site = '.'], flags, io) => {
    const [old, now] = [text(flags['old']), text(flags['new'])];
    const format = readFormatOf(flags['format']);
    if (old !== undefined && now !== undefined)
      return (await import('./plan-files.ts')).planFiles({ old, new: now, format, ...settingsOf(flags) }, io);
    if (old !== undefined || now !== undefined) {
      io.err.write(usageError('--old and --new go together', 'plan', io.err.color));
      return EXIT.usage;
    }
    const options = { ...nodeChoiceOf(flags), allow: texts(flags['allow']), format };
    return (await import('./plan.ts')).plan(site, options, io);
  },
};

function settingsOf(flags: Flags) {
  return {
    platform: String(flags['platform']),
    states: text(own(flags, filesWords.states.name)),
    metadata: texts(flags['metadata']),
  };
}
