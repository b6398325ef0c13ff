/** Secret values from the providers, in their order. Hides files, libraries and commands. Must never reveal anything about a value. */
import { addAll } from '../../base/lists.ts';
import type { SecretName } from '../../base/brand.ts';
import type { SecretProvider } from '../../base/provider.ts';
import type { Sealed } from '../../base/sealed.ts';
import { hasError, type Diagnostic, type Result } from '../../diag/diagnostic.ts';
import type { Environment } from '../run.ts';
import { clashes, openEnvironment } from './environment.ts';
import type { OpenProvider, World } from './provider.ts';
import type { Configured } from './settings.ts';

export type Found = { readonly value: Sealed; readonly provider: string };
/** Names that a provider holds although they were not asked for. */
export type Unused = { readonly provider: string; readonly names: readonly string[] };

export type Answers = {
  readonly found: ReadonlyMap<SecretName, Found>;
  readonly unused: readonly Unused[];
  /** Error output of commands, by the name that they did not know. */
  readonly said: ReadonlyMap<SecretName, string>;
  readonly diagnostics: readonly Diagnostic[];
};

type Opened = { readonly words: string; readonly source: OpenProvider };

/**
 * The values of some names, each from the first provider that knows it. A provider that fails is reported and the others are
 * still asked, so that one run shows every problem. Codes `secret/provider`, `secret/file-mode`.
 */
export async function lookUp(
  names: readonly SecretName[],
  providers: readonly Configured[],
  env: Environment,
): Promise<Answers> {
  const found = new Map<SecretName, Found>();
  const said = new Map<SecretName, string>();
  const diagnostics: Diagnostic[] = [];
  const unused: Unused[] = [];
  for (const one of providers) {
    const { source, words, diagnostics: refusals } = await open(one, env);
    addAll(diagnostics, refusals);
    if (source === undefined) continue;
    const missing = names.filter((name) => !found.has(name));
    if (one.provider.type === 'environment') addAll(diagnostics, clashes(one.provider, missing, { at: one.at, env }));
    addAll(diagnostics, await ask({ words, source }, missing, { found, said }));
    const left = source.names.filter((name) => !names.some((asked) => asked === name));
    if (left.length > 0) unused.push({ provider: words, names: left });
  }
  return { found, unused, said, diagnostics };
}

/** Stops at the first failure: a command that hangs would hang for every name. */
async function ask(
  { words, source }: Opened,
  names: readonly SecretName[],
  { found, said }: { readonly found: Map<SecretName, Found>; readonly said: Map<SecretName, string> },
): Promise<readonly Diagnostic[]> {
  for (const name of names) {
    const { value, diagnostics, said: complaint } = await source.get(name);
    if (hasError(diagnostics)) return diagnostics;
    if (value !== undefined) found.set(name, { value, provider: words });
    else if (complaint !== undefined) said.set(name, `${words} says: ${complaint}`);
  }
  return [];
}

async function open(
  { provider, at, folder }: Configured,
  env: Environment,
): Promise<{ readonly words: string; readonly source?: OpenProvider; readonly diagnostics: readonly Diagnostic[] }> {
  const words = wordsFor(provider);
  const { value, diagnostics } = await openProvider(provider, { env, at, folder, words });
  return { words, diagnostics, ...(value === undefined ? {} : { source: value }) };
}

/** Each provider is a module that is loaded when a site uses it. */
async function openProvider(provider: SecretProvider, world: World): Promise<Result<OpenProvider>> {
  switch (provider.type) {
    case 'environment':
      return openEnvironment(provider, world);
    case 'file':
      return (await import('./file.ts')).openFile(provider, world);
    case 'vault':
      return (await import('./vault.ts')).openVault(provider, world);
    case 'age':
      return (await import('./age.ts')).openAge(provider, world);
    case 'command':
      return (await import('./command.ts')).openCommand(provider, world);
  }
}

/** A provider's name in messages and lists. Of a command only the first word, as its arguments may be anything. */
export function wordsFor(provider: SecretProvider): string {
  switch (provider.type) {
    case 'environment':
      return `the environment (${provider.prefix}...)`;
    case 'command':
      return `the command ${provider.command[0] ?? ''}`;
    case 'file':
      return `the file ${provider.file}`;
    case 'vault':
      return `the vault ${provider.file}`;
    case 'age':
      return `the age file ${provider.file}`;
  }
}
