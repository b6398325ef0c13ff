/** The manual page clusterc(1), from the texts of the help. Pure. Macros: groff_man(7). */
import { ABOUT, ALL, ENVIRONMENT, EXIT_CODES, FILES, GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION } from './about.ts';
import type { ArgumentSpec, CommandWords, OptionSpec } from '../command.ts';

/** The source of the page. */
export function manPage(version: string): string {
  return `${[
    `.TH CLUSTERC 1 "" "clusterc ${version}" "User Commands"`,
    '.SH NAME',
    `clusterc \\- ${roff('configuration compiler for high-availability KVM clusters')}`,
    '.SH SYNOPSIS',
    '.B clusterc',
    '.RI [ OPTION ].\\|.\\|.\\&',
    '.I COMMAND',
    '.RI [ ARGUMENT ].\\|.\\|.\\&',
    '.SH DESCRIPTION',
    roff(ABOUT),
    '.PP',
    roff('Results go to standard output, everything else to standard error. The findings are the result of check.'),
    '.SH OPTIONS',
    'Before or after the command:',
    ...[...GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION].flatMap(optionLines),
    '.SH COMMANDS',
    ...ALL.flatMap(commandLines),
    '.SH "EXIT STATUS"',
    ...EXIT_CODES.flatMap(([code, meaning]) => term(`.B ${code}`, meaning)),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, meaning]) => term(`.B ${name}`, meaning)),
    '.SH FILES',
    ...FILES.flatMap(([path, meaning]) => term(`.I ${roff(path)}`, meaning)),
    '.SH "SEE ALSO"',
    SEE_ALSO.map((page) => `\\fB${roff(page.slice(0, -3))}\\fR${page.slice(-3)}`).join(', '),
    '.PP',
    'The folder docs of the package has the tutorial, the guides and the reference.',
  ].join('\n')}\n`;
}

/** Pages about the files that are written and the programs that are run. */
const SEE_ALSO = ['ssh_config(5)', 'lvm.conf(5)', 'iscsiadm(8)', 'virsh(1)'];

function commandLines({ name, arguments: args, options, description, example }: CommandWords): readonly string[] {
  return [
    `.SS "clusterc ${roff([name, ...args.map(placeholder)].join(' '))}"`,
    roff(description),
    ...args.flatMap((argument) => term(`.I ${argument.name}`, withChoices(argument))),
    ...options.flatMap(optionLines),
    '.PP',
    'Example:',
    '.PP',
    '.RS 4',
    '.EX',
    roff(example),
    '.EE',
    '.RE',
  ];
}

function placeholder({ name, fallback, optional }: ArgumentSpec): string {
  return fallback !== undefined || optional ? `[${name}]` : name;
}

function optionLines(option: OptionSpec): readonly string[] {
  const names = option.flags.replace(/<(\w+)>/, '\\fI$1\\fR').replaceAll('-', '\\-');
  const needed = option.required ? '; required' : '';
  return ['.TP', `\\fB${names.replace(/(?= \\fI|$)/, '\\fR')}`, roff(`${withChoices(option)}${needed}`)];
}

function withChoices({ description, choices, fallback }: ArgumentSpec | OptionSpec): string {
  const more = [
    ...(choices === undefined ? [] : [`one of ${choices.join(', ')}`]),
    ...(fallback === undefined ? [] : [`default ${fallback}`]),
  ];
  return more.length === 0 ? description : `${description} (${more.join('; ')})`;
}

function term(name: string, meaning: string): readonly string[] {
  return ['.TP', name, roff(meaning)];
}

/** Literal text: escapes and requests are quoted, and hyphens can be copied. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replace(/^(?=[.'])/gm, '\\&');
}
