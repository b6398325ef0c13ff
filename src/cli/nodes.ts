/** What commands that look at nodes share: connections, ports and the values of secrets, opened and closed around a use. */
import type { Bundle } from '../bundle/bundle.ts';
import type { SecretValues } from '../deploy/node.ts';
import type { Ports } from '../deploy/ports.ts';
import { resolveSecrets } from '../deploy/secrets.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import { openSandbox } from '../edge/sandbox.ts';
import { EXIT, report, unlocated, type ExitCode, type Io } from './io.ts';
import { portsFor } from './ports.ts';

/** A bundle whose nodes can be reached, and everything that takes. */
export type Reach = { readonly bundle: Bundle; readonly secrets: SecretValues; readonly ports: Ports };

/** Opens the sandbox, uses it and closes it; what cannot be opened is reported and exits 1. */
export async function withNodes(
  bundle: Bundle,
  sandbox: string,
  how: 'make it' | 'only look',
  io: Io,
  use: (reach: Reach) => Promise<ExitCode>,
): Promise<ExitCode> {
  const opened = openSandbox(bundle, sandbox, how);
  if (opened.value === undefined) return fail(opened.diagnostics, io);
  const ports = portsFor(opened.value.secrets, io);
  try {
    const secrets = await resolveSecrets(opened.value.bundle, ports.secrets);
    if (secrets.value === undefined) return fail(secrets.diagnostics, io);
    return await use({ bundle: opened.value.bundle, secrets: secrets.value, ports });
  } finally {
    opened.value.close();
  }
}

/** Reports, and gives the exit code for it. */
export function fail(diagnostics: readonly Diagnostic[], io: Io, code: ExitCode = EXIT.failed): ExitCode {
  report(unlocated(diagnostics), io.err);
  return code;
}
