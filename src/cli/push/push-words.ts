/** Texts of the command `push`. */
import { as, type Millis } from '../../base/brand.ts';
import { parseDuration } from '../../base/units.ts';
import { text, texts, type CommandSpec, type Flags, type OptionSpec } from '../command.ts';
import { READ_FORMAT, readFormatOf } from '../formats.ts';
import { NODE_OPTIONS, nodeChoiceOf } from '../nodes/node-options.ts';
import type { PushOptions } from '../push-options.ts';
import { SUBJECT } from '../subject/subject-words.ts';

/** Allows findings, for plan, push and revert. */
export const ALLOW: OptionSpec = {
  flags: '--allow <CODE>',
  description: 'proceed despite this finding, in this run only; may be repeated',
  repeatable: true,
  completes: 'allowable',
};

const CHECK: OptionSpec = {
  flags: '--check',
  description: 'show the plan and change nothing; exits 2 when there are differences',
};
const PLAN: OptionSpec = {
  flags: '--plan <ID>',
  description: 'only if the plan is still the one with this id, as clusterc plan printed it; does not ask',
};
const YES: OptionSpec = {
  flags: '--yes',
  description: 'do not ask before nodes are changed; without a terminal a push to real nodes needs this, or --plan',
};
const NOW: OptionSpec = {
  flags: '--now',
  description: 'push outside of the maintenance windows; requires --because',
};
const WAIT: OptionSpec = {
  flags: '--wait <TIME>',
  description: 'how long the cluster may take to start what was pushed, 90s or 10m; else as long as the plan says',
};
const NO_WAIT: OptionSpec = { flags: '--no-wait', description: 'do not wait until the cluster has started it' };
const BECAUSE: OptionSpec = { flags: '--because <REASON>', description: 'why this push, for the journal' };

/** Options of every command that pushes, and their values. */
export const PUSH_OPTIONS: readonly OptionSpec[] = [
  ...NODE_OPTIONS,
  CHECK,
  PLAN,
  YES,
  ALLOW,
  NOW,
  BECAUSE,
  WAIT,
  NO_WAIT,
];

export function pushChoiceOf(flags: Flags): PushOptions {
  return {
    ...nodeChoiceOf(flags),
    check: flags['check'] === true,
    plan: text(flags['plan']),
    yes: flags['yes'] === true,
    allow: texts(flags['allow']),
    now: flags['now'] === true,
    because: text(flags['because']),
    format: readFormatOf(flags['format']),
    wait: waitOf(flags['wait']),
  };
}

/** NaN if the text is not a duration, which mistakesIn reports. */
function waitOf(value: Flags[string]): Millis | undefined {
  if (value === undefined) return undefined;
  const words = text(value);
  // Commander gives false for --no-wait.
  return words === undefined ? NO_WAITING : (parseDuration(words) ?? as<Millis>(Number.NaN));
}

const NO_WAITING = as<Millis>(0);

export const push: CommandSpec = {
  name: 'push',
  summary: 'copy a site to its nodes and activate it',
  description:
    'Asks every node for its state, shows the plan, and asks whether to proceed. Stages and checks all files on all nodes before it changes anything; a failure rolls everything back. ' +
    'Each node also rolls itself back when it hears nothing from here for the time that the plan names.',
  arguments: [SUBJECT],
  options: [
    ...PUSH_OPTIONS,
    {
      flags: '--no-activate',
      description: 'put files in place and run nothing; refused where a running cluster would have to read them',
    },
    { flags: '--resume', description: 'finish an interrupted push, and do nothing else' },
    READ_FORMAT,
  ],
  example: 'clusterc push --sandbox rehearsal',
  alsoCalled: ['apply', 'deploy', 'sync'],
  run: async ([site = '.'], flags, io) =>
    (await import('./push.ts')).push(
      site,
      {
        ...pushChoiceOf(flags),
        resume: flags['resume'] === true,
        activates: flags['activate'] === true,
      },
      io,
    ),
};
