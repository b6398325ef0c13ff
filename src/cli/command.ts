/** The specification of a command as data: the type of the entries in commands.ts. */
import type { Given } from './ordered-options.ts';
import type { ExitCode, Io } from './io.ts';

/**
 * What a shell may complete; `code` is any code, `allowable` a code that --allow takes, `path` one in a stage of `dump`, `key` one of the
 * site as it is written, `node-file` a `host:/path`, `bundle` one that was pushed from this machine, `cluster` one of those pushes.
 */
export type Completes =
  | 'folder'
  | 'file'
  | 'site'
  | 'command'
  | 'code'
  | 'allowable'
  | 'path'
  | 'key'
  | 'node-file'
  | 'bundle'
  | 'cluster'
  | 'platform'
  | 'host'
  | 'service'
  | 'vm'
  | 'nothing';

export type ArgumentSpec = {
  readonly name: string;
  readonly description: string;
  /** Used if the argument is omitted. Without it the argument is required, unless `optional`. */
  readonly fallback?: string;
  readonly optional?: true;
  /** One or more; only the last argument. */
  readonly variadic?: true;
  readonly choices?: readonly string[];
  readonly completes?: Completes | readonly Completes[];
};

export type OptionSpec = {
  /** As in `-o, --output <DIR>`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly fallback?: string;
  readonly required?: true;
  readonly repeatable?: true;
  readonly completes?: Completes | readonly Completes[];
};

/** Values of options by their long name; only those that the command declares. */
export type Flags = { readonly [name: string]: string | true | readonly string[] | undefined };
export type Arguments = readonly (string | undefined)[];

/** The texts of a command. */
export type CommandWords = {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  /** A command line that works in the folder of a site. */
  readonly example: string;
  /** Names that other tools have for it. An unknown command of such a name suggests this one. */
  readonly alsoCalled?: readonly string[];
};

export type CommandSpec = CommandWords & {
  readonly run: (args: Arguments, flags: Flags, io: Io, given: Given) => Promise<ExitCode>;
};

/** The value of an option that can be given once. */
export function text(value: Flags[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The values of an option that can be repeated. */
export function texts(value: Flags[string]): readonly string[] {
  return typeof value === 'object' ? value : [];
}
