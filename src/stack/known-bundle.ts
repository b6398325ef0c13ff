/** Limits a bundle to what its stack could have written. Nothing else in it runs, whatever its source. */
import { commandsIn, isKnownCommand, type CommandForm } from '../bundle/commands.ts';
import type { Bundle } from '../bundle/bundle.ts';
import type { Argv } from '../bundle/action.ts';
import { defineDiagnostic, type Diagnostic, type Place, type Result } from '../diag/diagnostic.ts';
import type { Stack } from './stack.ts';
import { STACK_NAMES, stackNamed } from './stacks.ts';

export const unknownStack = defineDiagnostic<{ path: string; stack: string; known: readonly string[] }>({
  code: 'bundle/unknown-stack',
  severity: 'error',
  message: (f) => `${f.path} is for ${f.stack}, which this version of clusterc does not know`,
  help: (f) => `use the version that built it; this one knows ${f.known.join(', ')}`,
  explain:
    'The stack says which commands change a node and what their answers mean. Without it nothing can be planned.',
});

export const foreignCommand = defineDiagnostic<{ path: string; of: string; argv: string }>({
  code: 'bundle/foreign-command',
  severity: 'error',
  message: (f) => `${f.of} in ${f.path} runs "${f.argv}", which no build writes`,
  help: () => 'do not use it; build it again from its site: clusterc build',
  explain:
    'A bundle is data: what may run on a node is a list of commands with checked arguments, which belongs to the program. ' +
    'One that is not in it was written by hand, or by another version.',
});

/** The stack of a bundle. Code `bundle/unknown-stack`. */
export function knownStack(bundle: Bundle, path: string): Result<Stack> {
  const stack = stackNamed(bundle.stack);
  if (stack !== undefined) return { value: stack, diagnostics: [] };
  return { diagnostics: [unknownStack(AT, { path, stack: bundle.stack, known: STACK_NAMES })] };
}

/** The commands in a bundle that its stack does not have. Code `bundle/foreign-command`. */
export function foreignCommands(bundle: Bundle, path: string, forms: readonly CommandForm[]): readonly Diagnostic[] {
  return [...commandsIn(bundle)]
    .filter(({ command }) => !isKnownCommand(command, forms))
    .map(({ of, command }) => foreignCommand(AT, { path, of, argv: shown(command.argv) }));
}

const AT: Place = { in: 'nowhere', because: 'it is about a bundle' };

function shown(argv: Argv): string {
  return argv.map((word) => (typeof word === 'string' ? word : `{${Object.keys(word)[0]}}`)).join(' ');
}
