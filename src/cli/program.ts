/** The command line: names, options, help. Each command is loaded when it is called. */
import { Command, CommanderError, Option } from 'commander';
import { EXIT, type ExitCode, type Format, type Io } from './io.ts';
import { STAGES, type Stage } from './stages.ts';

const SITE = 'folder or file of the site';

/** Runs one command line (without node and script) and gives its exit code. Wrong usage is 64, help and version are 0. */
export async function run(argv: readonly string[], version: string, io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const program = commands(version, io, (result) => (code = result));
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
}

type Done = (code: ExitCode) => void;

function commands(version: string, io: Io, done: Done): Command {
  const program = new Command('clusterc')
    .description(
      'Compiles one YAML description of a high-availability KVM cluster into the files of its nodes, and carries them there.',
    )
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
  addInit(program, io, done);
  addCheck(program, io, done);
  addBuild(program, io, done);
  addPush(program, io, done);
  addDump(program, io, done);
  return program;
}

const EXIT_CODES = `
Exit codes:
  0    done; no difference
  1    errors found, or the command failed and nothing changed
  2    differences found
  3    the push failed and every node is back as it was
  4    the push failed and the state of a node is unknown
  64   wrong usage
  130  interrupted; nothing is left half done`;

function addInit(program: Command, io: Io, done: Done): void {
  program
    .command('init')
    .summary('write a commented site of two hosts that compiles')
    .description(
      'Writes a commented site of two hosts and two VMs, and the schema that gives an editor completion and hover.',
    )
    .argument('[DIR]', 'folder to write to', '.')
    .addHelpText('after', '\nExample:\n  clusterc init mycluster')
    .action(async (folder: string) => done((await import('./init.ts')).init(folder, io)));
}

function addCheck(program: Command, io: Io, done: Done): void {
  program
    .command('check')
    .summary('report everything that is wrong with a site')
    .description('Reports everything that is wrong with a site, in one run. Changes nothing.')
    .argument('[SITE]', SITE, '.')
    .addOption(new Option('--format <FORMAT>', 'how to report').choices(['text', 'json']).default('text'))
    .option('--strict', 'fail on warnings too')
    .addHelpText('after', '\nExample:\n  clusterc check mycluster --format json')
    .action(async (site: string, options: { format: Format; strict?: true }) =>
      done((await import('./check.ts')).check(site, options, io)),
    );
}

function addBuild(program: Command, io: Io, done: Done): void {
  program
    .command('build')
    .summary('compile a site into a bundle for review')
    .description(
      'Compiles a site into a bundle: every file of every node, and a manifest. Secrets stay names. The output is replaced whole or not at all.',
    )
    .argument('[SITE]', SITE, '.')
    .option('-o, --output <DIR>', 'where the bundle goes (default: build/<cluster>)')
    .option('--tar', 'write one tar file instead of a folder')
    .addHelpText('after', '\nExample:\n  clusterc build mycluster -o review')
    .action(async (site: string, options: { output?: string; tar?: true }) =>
      done(await (await import('./build.ts')).build(site, options, io)),
    );
}

function addDump(program: Command, io: Io, done: Done): void {
  program
    .command('dump')
    .summary('print the value of a stage as JSON')
    .description(
      'Prints the value of one stage as canonical JSON, also of a build that failed later. The stages observed and plan look at nodes.',
    )
    .addArgument(program.createArgument('<STAGE>', 'which stage').choices(STAGES))
    .argument('[SITE]', SITE, '.')
    .argument('[PATH]', 'a part of it, steps joined with slashes')
    .option('--sandbox <DIR>', 'folder in which DIR/<host> plays each node; for observed and plan', 'sandbox')
    .addHelpText('after', '\nExample:\n  clusterc dump model mycluster vms/vm1')
    .action(async (stage: Stage, site: string, path: string | undefined, { sandbox }: { sandbox: string }) =>
      done(await (await import('./dump.ts')).dump(stage, site, { path, sandbox }, io)),
    );
}

type PushFlags = { sandbox: string; check?: true; allow?: readonly string[] };

/** Repeatable; only findings that may be allowed for one run are taken. */
function allowOption(): Option {
  return new Option('--allow <CODE>', 'go on in spite of this finding, in this run only; may be repeated').argParser(
    (code: string, before: readonly string[] | undefined) => [...(before ?? []), code],
  );
}

function addPush(program: Command, io: Io, done: Done): void {
  program
    .command('push')
    .summary('carry a site onto its nodes')
    .description(
      'Looks at every node, shows the plan, stages and checks everything everywhere, then puts the files in place; a failure puts everything back. ' +
        'In this version a folder plays each node: --sandbox says where.',
    )
    .argument('[SITE]', SITE, '.')
    .requiredOption('--sandbox <DIR>', 'folder in which DIR/<host> plays each node; its secrets are made up')
    .option('--check', 'show the plan and change nothing; exits 2 when there are differences')
    .addOption(allowOption())
    .addHelpText('after', '\nExample:\n  clusterc push mycluster --sandbox rehearsal --check')
    .action(async (site: string, options: PushFlags) =>
      done(await (await import('./push.ts')).push(site, options, io)),
    );
}
