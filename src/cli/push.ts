/** `clusterc push`: observe, plan, carry out. */
import { similar } from '../base/similar.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { notAllowable } from '../deploy/findings.ts';
import { heal } from '../deploy/heal.ts';
import type { SecretValues } from '../deploy/node.ts';
import { observe } from '../deploy/observe.ts';
import { planPush, type Plan } from '../deploy/plan.ts';
import type { Ports } from '../deploy/ports.ts';
import { push as carryOut, type Outcome } from '../deploy/push.ts';
import { resolveSecrets } from '../deploy/secrets.ts';
import { hasError, type Diagnostic } from '../diag/diagnostic.ts';
import { openSandbox } from '../edge/sandbox.ts';
import { kinds } from '../kinds.ts';
import { renderPlan } from '../report/plan.ts';
import { renderRecap } from '../report/recap.ts';
import { EXIT, located, pressing, report, unlocated, type ExitCode, type Io } from './io.ts';
import { portsFor } from './ports.ts';
import { compileSite } from './site.ts';

export type PushOptions = { readonly sandbox: string; readonly check?: boolean; readonly allow?: readonly string[] };

export async function push(
  site: string,
  { sandbox, check = false, allow = [] }: PushOptions,
  io: Io,
): Promise<ExitCode> {
  const mistaken = allow.filter((code) => kinds.get(code)?.allowable !== true);
  if (mistaken.length > 0) return fail(mistaken.map(objection), io, EXIT.usage);
  const compilation = compileSite(site);
  report(pressing(located(compilation)), io.err);
  if (compilation.bundle === undefined) return EXIT.failed;
  const opened = openSandbox(compilation.bundle, sandbox, check ? 'only look' : 'make it');
  if (opened.value === undefined) return fail(opened.diagnostics, io);
  const { bundle, secrets, close } = opened.value;
  try {
    return await onto(bundle, { check, allowed: new Set(allow) }, portsFor(secrets, io), io);
  } finally {
    close();
  }
}

type How = { readonly check: boolean; readonly allowed: ReadonlySet<string> };

async function onto(bundle: Bundle, how: How, ports: Ports, io: Io): Promise<ExitCode> {
  const secrets = await resolveSecrets(bundle, ports.secrets);
  if (secrets.value === undefined) return fail(secrets.diagnostics, io);
  const plan = await planned(bundle, secrets.value, how, ports);
  io.out.write(renderPlan(plan, bundle, io.out));
  report(unlocated(plan.diagnostics), io.err);
  if (hasError(plan.diagnostics)) return EXIT.failed;
  if (how.check) return plan.changes.length === 0 ? EXIT.done : EXIT.different;
  const outcome = await carryOut(plan, bundle, secrets.value, ports);
  report(unlocated(outcome.diagnostics), io.err);
  io.out.write(renderRecap(plan, bundle, outcome));
  return exitCode(outcome);
}

/** What an earlier push left half done is put back first, so that the plan starts from something whole. */
async function planned(bundle: Bundle, secrets: SecretValues, { check, allowed }: How, ports: Ports): Promise<Plan> {
  const states = await observe(bundle, secrets, ports);
  const healed = !check && (await heal(bundle, states, allowed, ports));
  return planPush(bundle, healed ? await observe(bundle, secrets, ports) : states, allowed);
}

function exitCode({ ended, interrupted }: Outcome): ExitCode {
  if (ended === 'stuck') return EXIT.stuck;
  if (interrupted) return EXIT.interrupted;
  return { applied: EXIT.done, unchanged: EXIT.done, refused: EXIT.failed, reverted: EXIT.reverted }[ended];
}

function objection(code: string): Diagnostic {
  const codes = [...kinds].filter(([, { allowable }]) => allowable).map(([known]) => known);
  const place = { in: 'nowhere', because: 'it is about the command line' } as const;
  return notAllowable(place, { code, suggestion: similar(code, codes) ?? null, codes });
}

function fail(diagnostics: readonly Diagnostic[], io: Io, code: ExitCode = EXIT.failed): ExitCode {
  report(unlocated(diagnostics), io.err);
  return code;
}
