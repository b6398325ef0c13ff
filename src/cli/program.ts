/** The command line, made from the table of commands. The one user of commander. */
import { Argument, Command, CommanderError, Option } from 'commander';
import { COMMANDS, type ArgumentSpec, type CommandSpec, type Flags, type OptionSpec } from './commands.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';

/** Runs one command line (without node and script) and gives its exit code. Wrong usage is 64, help and version are 0. */
export async function run(argv: readonly string[], version: string, io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const program = programFor(version, io, (result) => (code = result));
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
}

type Done = (code: ExitCode) => void;

function programFor(version: string, io: Io, done: Done): Command {
  const program = new Command('clusterc')
    .description(ABOUT)
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [COMMAND]', 'print the help of a command')
    .configureOutput({
      writeOut: io.out.write,
      writeErr: io.err.write,
      getOutHelpWidth: () => io.out.columns,
      getErrHelpWidth: () => io.err.columns,
    })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', EXIT_CODES);
  for (const spec of COMMANDS) addCommand(program, spec, io, done);
  return program;
}

const ABOUT =
  'Compiles one YAML description of a high-availability KVM cluster into the files of its nodes, and carries them there.';

const EXIT_CODES = `
Exit codes:
  0    done; no difference
  1    errors found, or the command failed and nothing changed
  2    differences found
  3    the push failed and every node is back as it was
  4    the push failed and the state of a node is unknown
  64   wrong usage
  130  interrupted; nothing is left half done`;

function addCommand(program: Command, spec: CommandSpec, io: Io, done: Done): void {
  const command = program
    .command(spec.name)
    .summary(spec.summary)
    .description(spec.description)
    .addHelpText('after', `\nExample:\n  ${spec.example}`);
  for (const argument of spec.arguments) command.addArgument(argumentOf(argument));
  for (const option of spec.options) command.addOption(optionOf(option));
  command.action(async () => {
    const words = command.processedArgs.map((word: unknown) => (typeof word === 'string' ? word : undefined));
    done(await spec.run(words, command.opts<Flags>(), io));
  });
}

function argumentOf({ name, description, fallback, optional, choices }: ArgumentSpec): Argument {
  const argument = new Argument(fallback !== undefined || optional ? `[${name}]` : `<${name}>`, description);
  if (fallback !== undefined) argument.default(fallback);
  return choices === undefined ? argument : argument.choices(choices);
}

function optionOf({ flags, description, choices, fallback, required, repeatable }: OptionSpec): Option {
  const option = new Option(flags, description).makeOptionMandatory(required === true);
  if (fallback !== undefined) option.default(fallback);
  if (repeatable)
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  return choices === undefined ? option : option.choices(choices);
}
