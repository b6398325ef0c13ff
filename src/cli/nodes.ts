/** What commands that look at nodes share: connections, ports and the values of secrets, opened and closed around a use. */
import type { SecretName } from '../base/brand.ts';
import type { Bundle } from '../bundle/bundle.ts';
import type { Compilation } from '../analyse.ts';
import type { SecretValues } from '../deploy/node.ts';
import type { Ports, Secrets } from '../deploy/ports.ts';
import { NO_HINTS, resolveSecrets } from '../deploy/secrets.ts';
import { hasError, isError, type Diagnostic, type Result } from '../diag/diagnostic.ts';
import { isConfigured } from '../edge/secrets/settings.ts';
import { openSandbox } from '../edge/sandbox.ts';
import { EXIT, located, report, unlocated, type ExitCode, type Io } from './io.ts';
import { portsFor } from './ports.ts';
import { askProviders, placeOfSecret } from './secret-values.ts';

/** What is to be looked at: a site that compiled, and the folder whose folders play its nodes. */
export type Subject = {
  readonly compilation: Compilation;
  readonly bundle: Bundle;
  readonly site: string;
  readonly sandbox: string;
  readonly how: 'make it' | 'only look';
};

/** A bundle whose nodes can be reached, and everything that takes. */
export type Reach = { readonly bundle: Bundle; readonly secrets: SecretValues; readonly ports: Ports };

/** Opens the sandbox, uses it and closes it; what cannot be opened is reported and exits 1. */
export async function withNodes(subject: Subject, io: Io, use: (reach: Reach) => Promise<ExitCode>): Promise<ExitCode> {
  const opened = openSandbox(subject.bundle, subject.sandbox, subject.how);
  if (opened.value === undefined) return fail(opened.diagnostics, io);
  try {
    const secrets = await valuesFor(subject, opened.value.secrets, io);
    report(located({ ...subject.compilation, diagnostics: secrets.diagnostics }), io.err);
    if (secrets.value === undefined) return EXIT.failed;
    const ports = portsFor(opened.value.secrets, io);
    return await use({ bundle: opened.value.bundle, secrets: secrets.value, ports });
  } finally {
    opened.value.close();
  }
}

/** From the providers; where nobody says anything of them, those that the sandbox made up, which need no advice. */
async function valuesFor(subject: Subject, madeUp: Secrets, io: Io): Promise<Result<SecretValues>> {
  const { compilation, bundle, site } = subject;
  if (!isConfigured(bundle.secretProviders, io.env)) {
    const { value, diagnostics } = await resolveSecrets(bundle, madeUp, NO_HINTS);
    return { ...(value === undefined ? {} : { value }), diagnostics: diagnostics.filter(isError) };
  }
  const { found, said, diagnostics } = await askProviders(bundle, site, io);
  if (hasError(diagnostics)) return { diagnostics };
  const get = (name: SecretName) => Promise.resolve(found.get(name)?.value);
  return resolveSecrets(bundle, { get }, { placeOf: placeOfSecret(compilation), said });
}

/** Reports, and gives the exit code for it. */
export function fail(diagnostics: readonly Diagnostic[], io: Io, code: ExitCode = EXIT.failed): ExitCode {
  report(unlocated(diagnostics), io.err);
  return code;
}
