/** The command line, built from the table of commands. The only user of commander. */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { ABOUT, EXIT_CODES, GLOBAL_OPTIONS, HELP, HELP_OPTION, VERSION_OPTION } from './help/about.ts';
import type { ArgumentSpec, CommandSpec, CommandWords, Flags, OptionSpec } from './command.ts';
import { COMMANDS } from './commands.ts';
import type { Given } from './ordered-options.ts';
import { EXIT, type ExitCode } from './io.ts';
import { foldedFor, ioFor, type World } from './terminal.ts';
import { oneOf, usageError } from './usage.ts';

/** Runs a command line (without node and script) and returns its exit code. Wrong usage is 64, help and version are 0. */
export async function run(argv: readonly string[], version: string, world: World): Promise<ExitCode> {
  const [first = '', ...words] = argv;
  const hidden = HIDDEN.get(first);
  if (hidden !== undefined) {
    world.out.write(await hidden(words, version));
    return EXIT.done;
  }
  let code: ExitCode = EXIT.done;
  // Describing all commands takes longer than reading one command line.
  const named = COMMANDS.filter(({ name }) => name === first);
  const program = programFor(version, named.length > 0 ? named : COMMANDS, world, (result) => (code = result));
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
}

/** Hidden commands and their output: for completion scripts, for the build, and for users who type `version`. */
const HIDDEN: ReadonlyMap<string, (words: readonly string[], version: string) => Promise<string>> = new Map([
  ['complete', async (words: readonly string[]) => (await import('./help/complete.ts')).complete(words)],
  ['version', async (_words: readonly string[], version: string) => `${version}\n`],
  ['man', async (_words: readonly string[], version: string) => (await import('./help/man.ts')).manPage(version)],
]);

type Done = (code: ExitCode) => void;

function programFor(version: string, needed: readonly CommandSpec[], world: World, done: Done): Command {
  const program = new Command('clusterc')
    .description(ABOUT)
    .version(version, VERSION_OPTION.flags, VERSION_OPTION.description)
    .helpOption(HELP_OPTION.flags, HELP_OPTION.description)
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .addHelpText('after', `\nExit codes:\n${EXIT_CODES.map(exitCode).join('\n')}`);
  speakInOurWords(program, undefined, world);
  for (const option of GLOBAL_OPTIONS) program.addOption(optionOf(option));
  for (const spec of needed) addCommand(program, spec, world, done);
  addHelp(program, world);
  return program;
}

function exitCode([code, meaning]: (typeof EXIT_CODES)[number]): string {
  return `  ${String(code).padEnd(4)} ${meaning}`;
}

function speakInOurWords(command: Command, name: string | undefined, { out, err, env, now }: World): void {
  const io = () => ioFor({ out, err, env, now }, command.optsWithGlobals());
  command.configureOutput({
    writeOut: foldedFor(out),
    writeErr: foldedFor(err),
    getOutHelpWidth: () => io().out.columns,
    getErrHelpWidth: () => io().err.columns,
    outputError: (sentence, write) => write(usageError(meant(sentence), name, io().err.color)),
  });
}

/** Commander's sentence, with our name for a command that other tools have under the unknown one. */
function meant(sentence: string): string {
  const [, unknown = ''] = /^error: unknown command '(.*)'/.exec(sentence) ?? [];
  const ours = COMMANDS.find(({ alsoCalled = [] }) => alsoCalled.includes(unknown));
  return ours === undefined ? sentence : `error: unknown command '${unknown}'\n(Did you mean ${ours.name}?)`;
}

/** Their results are files or values, also on a terminal. */
const VERBATIM = new Set(['completion', 'dump', 'fmt', 'schema']);

function addCommand(program: Command, spec: CommandSpec, world: World, done: Done): void {
  const command = described(program, spec, world);
  const given = givenTo(command);
  command.action(async () => {
    const words = command.processedArgs.flatMap((word: unknown) => wordsOf(word));
    const flags = command.opts<Flags>();
    const verbatim = VERBATIM.has(spec.name) || (flags['format'] ?? 'text') !== 'text';
    done(await spec.run(words, flags, ioFor(world, { ...program.opts(), verbatim }), given));
  });
}

/** Filled while the command line is read. */
function givenTo(command: Command): Given {
  const given: { readonly name: string; readonly value: string }[] = [];
  for (const option of command.options)
    command.on(`option:${option.name()}`, (value: unknown) => {
      if (typeof value === 'string') given.push({ name: option.name(), value });
    });
  return given;
}

/** A variadic argument is a list of words; an omitted one is undefined. */
function wordsOf(word: unknown): readonly (string | undefined)[] {
  const words: readonly unknown[] = Array.isArray(word) ? word : [word];
  return words.map((one) => (typeof one === 'string' ? one : undefined));
}

function described(program: Command, spec: CommandWords, world: World): Command {
  const command = program
    .command(spec.name)
    .summary(spec.summary)
    .description(spec.description)
    .addHelpText('after', `\nExample:\n  ${spec.example}`);
  speakInOurWords(command, spec.name, world);
  for (const argument of spec.arguments) command.addArgument(argumentOf(argument));
  for (const option of spec.options) command.addOption(optionOf(option));
  return command;
}

/** Our own help command, since commander's does not name an unknown word or suggest a command. */
function addHelp(program: Command, world: World): void {
  described(program, HELP, world).action(async (word: string | undefined) => {
    const about = word === undefined ? program : program.commands.find((command) => command.name() === word);
    about?.help();
    await program.parseAsync([word ?? ''], { from: 'user' });
  });
}

function argumentOf({ name, description, fallback, optional, variadic, choices }: ArgumentSpec): Argument {
  const shown = variadic ? `${name}...` : name;
  const argument = new Argument(fallback !== undefined || optional ? `[${shown}]` : `<${shown}>`, description);
  if (fallback !== undefined) argument.default(fallback);
  return choices === undefined ? argument : argument.choices(choices).argParser(chosen(choices));
}

function optionOf({ flags, description, choices, fallback, required, repeatable }: OptionSpec): Option {
  const option = new Option(flags, description).makeOptionMandatory(required === true);
  if (fallback !== undefined) option.default(fallback);
  if (repeatable)
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  return choices === undefined ? option : option.choices(choices).argParser(chosen(choices));
}

/** A parser for commander: one of the choices, with a suggestion on error. */
function chosen(choices: readonly string[]): (word: string) => string {
  return (word) => {
    if (choices.includes(word)) return word;
    throw new InvalidArgumentError(oneOf(word, choices));
  };
}
