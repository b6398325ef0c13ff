/** What commands that look at nodes share: connections, ports and the values of secrets, opened and closed around a use. */
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
import { openSandbox } from '../../edge/node/sandbox.ts';
import { stackOfBundle } from '../../stack/stacks.ts';
import { EXIT, located, report, unlocated, type ExitCode, type Io } from '../io.ts';
import { forksOf, type NodeChoice } from './node-options.ts';
import { NO_SECRETS, portsFor } from './ports.ts';
import { askProviders, placeOfSecret } from '../site/secret-values.ts';

/** What is to be looked at: the bundle of a site, on its nodes, or on the folders of a sandbox that play them. */
export type Subject = {
  readonly compilation: Compilation;
  readonly bundle: Bundle;
  readonly site: string;
  readonly how: 'make it' | 'only look';
} & NodeChoice;

/** A bundle whose nodes can be reached, and everything that takes. */
export type Reach = { readonly bundle: Bundle; readonly secrets: SecretValues; readonly ports: Ports };

/** Opens the way to the nodes, uses it and closes it; what cannot be opened is reported and exits 1, or 64 where the words are wrong. */
export async function withNodes(subject: Subject, io: Io, use: (reach: Reach) => Promise<ExitCode>): Promise<ExitCode> {
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
    const secrets = await valuesFor(subject, madeUp, io);
    report(located({ ...subject.compilation, diagnostics: secrets.diagnostics }), io.err);
    if (secrets.value === undefined) return EXIT.failed;
    io.hide(secrets.value.values());
    const { how, sandbox } = subject;
    const { node: profile } = await stackOfBundle(bundle).operations();
    const via = sandbox === undefined ? 'ssh' : 'local';
    const ports = portsFor(madeUp ?? NO_SECRETS, { via, how, forks, profile }, io);
    return await use({ bundle, secrets: secrets.value, ports });
  } finally {
    close();
  }
}

/** `madeUp`: values that a sandbox has where no provider is named. */
type Opened = { readonly bundle: Bundle; readonly madeUp?: Secrets; readonly close: () => void };

function opening({ bundle, sandbox, how }: Subject): Result<Opened> {
  if (sandbox === undefined) return { value: { bundle, close: () => undefined }, diagnostics: [] };
  const { value, diagnostics } = openSandbox(bundle, sandbox, how);
  if (value === undefined) return { diagnostics };
  return { value: { bundle: value.bundle, madeUp: value.secrets, close: value.close }, diagnostics };
}

/** From the providers; without any, those that the sandbox made up, which need no advice. */
async function valuesFor(subject: Subject, madeUp: Secrets | undefined, io: Io): Promise<Result<SecretValues>> {
  const { compilation, bundle, site } = subject;
  if (!isConfigured(bundle.secretProviders, io.env)) {
    const own = madeUp ?? io.ports?.secrets;
    if (own === undefined && subject.how === 'only look') return { value: new Map(), diagnostics: [] };
    const { value, diagnostics } = await resolveSecrets(bundle, own ?? NO_SECRETS, NO_HINTS);
    return { ...(value === undefined ? {} : { value }), diagnostics: diagnostics.filter(isError) };
  }
  const { found, said, diagnostics } = await askProviders(bundle, site, io);
  if (hasError(diagnostics)) return { diagnostics };
  const get = (name: SecretName) => Promise.resolve(found.get(name)?.value);
  const resolve = subject.how === 'only look' && madeUp === undefined ? secretsAtHand : resolveSecrets;
  return resolve(bundle, { get }, { placeOf: placeOfSecret(compilation), said });
}

/** Reports, and gives the exit code for it. */
export function fail(diagnostics: readonly Diagnostic[], io: Io, code: ExitCode = EXIT.failed): ExitCode {
  report(unlocated(diagnostics), io.err);
  return code;
}
