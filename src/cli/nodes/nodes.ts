/** What commands that ask nodes share: connections, ports and secret values, opened and closed around a use. */
import type { SecretName } from '../../base/brand.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { Compilation } from '../../analyse.ts';
import type { SecretValues } from '../../deploy/node/activator.ts';
import type { Ports, Secrets } from '../../deploy/node/ports.ts';
import { limited } from '../../deploy/select.ts';
import { NO_HINTS, resolveSecrets, secretsAtHand } from '../../deploy/secrets/secrets.ts';
import { hasError, isError, type Diagnostic, type Result } from '../../diag/diagnostic.ts';
import { renderMistake } from '../../diag/text.ts';
import { isConfigured } from '../../edge/secrets/settings.ts';
import { collectGarbage } from '../../edge/v8-flags.ts';
import { openSandbox } from '../../edge/node/sandbox.ts';
import { stackOfBundle } from '../../stack/stacks.ts';
import { EXIT, located, report, unlocated, type ExitCode, type Io } from '../io.ts';
import { forksOf, type NodeChoice } from './node-options.ts';
import { NO_SECRETS, portsFor, transportFor } from './ports.ts';
import { askProviders, placeOfSecret, providersOf } from '../subject/secret-values.ts';

/** The bundle of a site and its nodes, or the sandbox folders that play them. */
export type NodesSubject = {
  readonly compilation: Compilation;
  readonly bundle: Bundle;
  readonly site: string;
  readonly how: 'make it' | 'only look';
  /** The folder of the sandbox has to exist: a wrong name would read as nodes without any files. */
  readonly compared?: true;
} & NodeChoice;

/** A bundle with everything that is needed to reach its nodes. */
export type Reach = { readonly bundle: Bundle; readonly secrets: SecretValues; readonly ports: Ports };

/** Opens the connections, uses and closes them. A failure to open is reported and exits 1; wrong words exit 64. */
export async function withNodes(
  subject: NodesSubject,
  io: Io,
  use: (reach: Reach) => Promise<ExitCode>,
): Promise<ExitCode> {
  const forks = forksOf(subject, io);
  if (forks === undefined) return EXIT.usage;
  if (subject.sandbox === '') {
    io.err.write(renderMistake('--sandbox: it is the name of a folder, and empty', 'clusterc help', io.err.color));
    return EXIT.usage;
  }
  const chosen = limited(subject.bundle, subject.limit);
  if (chosen.value === undefined) return fail(chosen.diagnostics, io, EXIT.usage);
  const opened = opening({ ...subject, bundle: chosen.value });
  if (opened.value === undefined) return fail(opened.diagnostics, io);
  const { bundle, madeUp, close } = opened.value;
  try {
    const { how, sandbox, compilation } = subject;
    const { node: profile } = await stackOfBundle(bundle).operations();
    const via = sandbox === undefined ? 'ssh' : 'local';
    const manner = { via, how, forks, profile, providers: providersOf(compilation) } as const;
    const transport = transportFor(manner, io);
    // To connect takes longer than what is still to be read.
    transport.prepare?.(bundle.nodes);
    const secrets = await valuesFor(subject, madeUp, io);
    report(located({ ...subject.compilation, diagnostics: secrets.diagnostics }), io.err);
    if (secrets.value === undefined) return EXIT.failed;
    io.hide(secrets.value.values());
    // What compiling a site needs is let go by now, and asking all nodes makes as much again.
    collectGarbage(compilation.files.reduce((sum, { text }) => sum + text.length, 0));
    const ports = portsFor(madeUp ?? NO_SECRETS, manner, io, transport);
    return await use({ bundle, secrets: secrets.value, ports });
  } finally {
    close();
  }
}

/** `madeUp`: generated values of a sandbox, used if no provider is configured. */
type Opened = { readonly bundle: Bundle; readonly madeUp?: Secrets; readonly close: () => void };

function opening({ bundle, sandbox, how, compared }: NodesSubject): Result<Opened> {
  if (sandbox === undefined) return { value: { bundle, close: () => undefined }, diagnostics: [] };
  const { value, diagnostics } = openSandbox(bundle, sandbox, compared === true ? 'must exist' : how);
  if (value === undefined) return { diagnostics };
  return { value: { bundle: value.bundle, madeUp: value.secrets, close: value.close }, diagnostics };
}

/** From the providers; without any, the generated values of the sandbox, which need no advice. */
async function valuesFor(subject: NodesSubject, madeUp: Secrets | undefined, io: Io): Promise<Result<SecretValues>> {
  const { compilation, bundle, site } = subject;
  const secretProviders = providersOf(compilation);
  if (!isConfigured(secretProviders, io.env)) {
    const own = madeUp ?? io.ports?.secrets;
    if (own === undefined && subject.how === 'only look') return { value: new Map(), diagnostics: [] };
    const { value, diagnostics } = await resolveSecrets(bundle, own ?? NO_SECRETS, NO_HINTS);
    return { ...(value === undefined ? {} : { value }), diagnostics: diagnostics.filter(isError) };
  }
  const { found, said, diagnostics } = await askProviders({ bundle, secretProviders, site }, io);
  if (hasError(diagnostics)) return { diagnostics };
  const get = (name: SecretName) => Promise.resolve(found.get(name)?.value);
  const resolve = subject.how === 'only look' && madeUp === undefined ? secretsAtHand : resolveSecrets;
  return resolve(bundle, { get }, { placeOf: placeOfSecret(compilation), said });
}

/** Reports diagnostics and returns an exit code. */
export function fail(diagnostics: readonly Diagnostic[], io: Io, code: ExitCode = EXIT.failed): ExitCode {
  report(unlocated(diagnostics), io.err);
  return code;
}
