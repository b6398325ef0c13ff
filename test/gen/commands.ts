/** docs/reference/commands.gen.md: every command, from the data of the help. */
import type { ArgumentSpec, CommandWords, OptionSpec } from '../../src/cli/command.ts';
import {
  ABOUT,
  ALL,
  ENVIRONMENT,
  EXIT_CODES,
  GLOBAL_OPTIONS,
  HELP_OPTION,
  VERSION_OPTION,
} from '../../src/cli/help/about.ts';
import { page, plain } from './reference.ts';

export function commandsPage(notice: string): string {
  return page('Commands', notice, [
    ABOUT,
    'Results go to standard output, everything else to standard error. `clusterc help COMMAND` and clusterc(1) say the same.',
    '',
    '## Options of every command',
    '',
    ...[...GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION].map(optionLine),
    '',
    ...ALL.flatMap(commandLines),
    '## Exit codes',
    '',
    ...EXIT_CODES.map(([code, meaning]) => `- \`${code}\`: ${plain(meaning)}`),
    '',
    '## Environment',
    '',
    ...ENVIRONMENT.map(([name, meaning]) => `- \`${name}\`: ${plain(meaning)}`),
  ]);
}

function commandLines({ name, arguments: args, options, description, example }: CommandWords): readonly string[] {
  const items = [...args.map(argumentLine), ...options.map(optionLine)];
  return [
    `## ${name}`,
    '',
    `\`${['clusterc', name, ...args.map(placeholder)].join(' ')}\``,
    '',
    plain(description),
    '',
    ...(items.length === 0 ? [] : [...items, '']),
    `Example: \`${example}\``,
    '',
  ];
}

function placeholder({ name, fallback, optional, variadic }: ArgumentSpec): string {
  const shown = variadic ? `${name}...` : name;
  return fallback !== undefined || optional ? `[${shown}]` : shown;
}

function argumentLine(argument: ArgumentSpec): string {
  return `- \`${argument.name}\`: ${withChoices(argument)}`;
}

function optionLine(option: OptionSpec): string {
  return `- \`${option.flags}\`: ${withChoices(option)}${option.required ? '; required' : ''}`;
}

function withChoices({ description, choices, fallback }: ArgumentSpec | OptionSpec): string {
  const more = [
    ...(choices === undefined ? [] : [`one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`]),
    ...(fallback === undefined ? [] : [`default \`${fallback}\``]),
  ];
  return more.length === 0 ? plain(description) : `${plain(description)} (${more.join('; ')})`;
}
