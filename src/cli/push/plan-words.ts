/** Texts of the command `plan`. */
import { own } from '../../base/json.ts';
import { text, texts, type CommandSpec, type Flags } from '../command.ts';
import { READ_FORMAT, readFormatOf } from '../formats.ts';
import { NODE_OPTIONS, nodeChoiceOf } from '../nodes/node-options.ts';
import { FILES_WORDS } from '../../stack/words.ts';
import { ALLOW } from './push-words.ts';
import { SUBJECT } from '../site/subject-words.ts';
import { usageError } from '../usage.ts';
import { EXIT } from '../io.ts';

const [STATES] = FILES_WORDS.flatMap(({ states }) => states ?? []);
const ENGINES = FILES_WORDS.flatMap(({ engine }) => engine ?? []);

export const plan: CommandSpec = {
  name: 'plan',
  summary: 'say what a push would do to nodes, services and VMs',
  description:
    'Asks every node for its state, and prints what a push would change, run and stop: the steps in order, each with its reason, longest time and rollback, and an id for push --plan. ' +
    `With --old and --new it asks no node, and says ${FILES_WORDS.map(({ description }) => description).join(', or ')}; of two bundles, or two folders of nodes, the same for all their files. Exits 2 when there is something to do.`,
  arguments: [SUBJECT],
  options: [
    ...NODE_OPTIONS,
    ALLOW,
    {
      flags: '--old <FILE>',
      description: `${FILES_WORDS.map(({ old }) => old).join('; ')}; a bundle; or a folder with files of nodes`,
      completes: 'file',
    },
    { flags: '--new <FILE>', description: 'the one that would be pushed', completes: 'file' },
    {
      flags: '--platform <RELEASE>',
      description:
        'with --old: the release of the nodes, whose agents compare (default: that of the bundle, else the newest of rhel6 or debian12)',
    },
    ...(STATES === undefined
      ? []
      : [
          {
            flags: `--${STATES.name} <FILE>`,
            description: `with --old: ${STATES.description}`,
            completes: 'file' as const,
          },
        ]),
    ...FILES_WORDS.flatMap(({ metadata }) =>
      metadata === undefined
        ? []
        : [
            {
              flags: '--metadata <DIR>',
              description: `with --old: ${metadata}, a *.xml each, instead of the catalogue; a second one is what they print after an update`,
              repeatable: true as const,
              completes: 'folder' as const,
            },
          ],
    ),
    {
      flags: '--engine <NAME>',
      description: "with --old: asks the cluster's own engine as well, on this machine, and says where it disagrees",
      choices: ENGINES,
    },
    {
      flags: '--report <FILE>',
      description: 'also write the plan as a page for reviewers, or as Markdown if FILE ends in .md',
      completes: 'file',
    },
    READ_FORMAT,
  ],
  example: 'clusterc push --sandbox rehearsal && clusterc plan --sandbox rehearsal',
  alsoCalled: ['preview', 'predict'],
  run: async ([site = '.'], flags, io) => {
    const [old, now] = [text(flags['old']), text(flags['new'])];
    const format = readFormatOf(flags['format']);
    const reported = text(flags['report']);
    if (reported !== undefined && (old ?? now) !== undefined) {
      io.err.write(
        usageError('--report is about a plan for nodes, and does not go with --old and --new', 'plan', io.err.color),
      );
      return EXIT.usage;
    }
    if (old !== undefined && now !== undefined)
      return (await import('./plan-files.ts')).planFiles({ old, new: now, format, ...settingsOf(flags) }, io);
    if (old !== undefined || now !== undefined) {
      io.err.write(usageError('--old and --new go together', 'plan', io.err.color));
      return EXIT.usage;
    }
    const options = { ...nodeChoiceOf(flags), allow: texts(flags['allow']), format, report: reported };
    return (await import('./plan.ts')).plan(site, options, io);
  },
};

function settingsOf(flags: Flags) {
  return {
    platform: text(flags['platform']),
    states: STATES === undefined ? undefined : text(own(flags, STATES.name)),
    metadata: texts(flags['metadata']),
    engine: text(flags['engine']),
  };
}
