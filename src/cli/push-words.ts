/** The command `push` in words. */
import { text, texts, type CommandSpec, type OptionSpec } from './command.ts';
import { READ_FORMAT, readFormatOf } from './formats.ts';
import { NODE_OPTIONS, nodeChoiceOf } from './node-options.ts';
import { SUBJECT } from './subject-words.ts';

/** What a person says to a finding: for plan, push and revert. */
export const ALLOW: OptionSpec = {
  flags: '--allow <CODE>',
  description: 'go on in spite of this finding, in this run only; may be repeated',
  repeatable: true,
  completes: 'allowable',
};

export const CHECK: OptionSpec = {
  flags: '--check',
  description: 'show the plan and change nothing; exits 2 when there are differences',
};
export const PLAN: OptionSpec = {
  flags: '--plan <ID>',
  description: 'only if the plan is still the one with this id, as clusterc plan printed it',
};
export const NOW: OptionSpec = {
  flags: '--now',
  description: 'outside of the maintenance windows, too; says why with --because',
};
export const BECAUSE: OptionSpec = { flags: '--because <REASON>', description: 'why this push, for the journal' };

export const push: CommandSpec = {
  name: 'push',
  summary: 'carry a site onto its nodes and activate it',
  description:
    'Looks at every node, shows the plan, stages and checks everything everywhere, then changes one thing after the other; a failure puts everything back. ' +
    'Each node also puts itself back when nothing is heard from here for as long as the plan says.',
  arguments: [SUBJECT],
  options: [
    ...NODE_OPTIONS,
    CHECK,
    PLAN,
    ALLOW,
    NOW,
    BECAUSE,
    {
      flags: '--no-activate',
      description: 'put files in place and run nothing; refused where a running cluster has to be told',
    },
    { flags: '--resume', description: 'end what an earlier push left half done, and nothing else' },
    READ_FORMAT,
  ],
  example: 'clusterc push --sandbox rehearsal',
  run: async ([site = '.'], flags, io) =>
    (await import('./push.ts')).push(
      site,
      {
        ...nodeChoiceOf(flags),
        check: flags['check'] === true,
        allow: texts(flags['allow']),
        plan: text(flags['plan']),
        resume: flags['resume'] === true,
        now: flags['now'] === true,
        because: text(flags['because']),
        activates: flags['activate'] === true,
        format: readFormatOf(flags['format']),
      },
      io,
    ),
};
