/** `clusterc push`: observe, plan, carry out. */
import { hostname, userInfo } from 'node:os';
import { hasError, type Diagnostic } from '../diag/diagnostic.ts';
import type { Bundle } from '../bundle/bundle.ts';
import type { SecretValues } from '../deploy/node.ts';
import { observe } from '../deploy/observe.ts';
import { planPush, type Phase, type StepResult } from '../deploy/plan.ts';
import type { Ports } from '../deploy/ports.ts';
import { push as carryOut, type Outcome } from '../deploy/push.ts';
import { heal } from '../deploy/heal.ts';
import { resolveSecrets } from '../deploy/secrets.ts';
import { packSealed } from '../edge/archive.ts';
import { readActivator } from '../edge/assets.ts';
import { localTransport } from '../edge/local.ts';
import { inSandbox, makeSandbox, sandboxSecrets } from '../edge/sandbox.ts';
import { renderPlan } from '../report/plan.ts';
import { renderRecap } from '../report/recap.ts';
import { EXIT, located, report, unlocated, type ExitCode, type Io } from './io.ts';
import { compileSite } from './site.ts';

export type PushOptions = { readonly sandbox: string; readonly check: boolean; readonly allow: readonly string[] };

export async function push(site: string, options: PushOptions, io: Io): Promise<ExitCode> {
  const compilation = compileSite(site);
  report(
    located(compilation).filter(({ severity }) => severity !== 'note'),
    io.err,
  );
  if (compilation.bundle === undefined) return EXIT.failed;
  const bundle = inSandbox(compilation.bundle, options.sandbox);
  makeSandbox(bundle);
  const ports = portsFor(options, io);
  const secrets = await resolveSecrets(bundle, ports.secrets);
  if (secrets.value === undefined) return fail(secrets.diagnostics, io);
  return pushBundle(bundle, secrets.value, options, ports, io);
}

async function pushBundle(
  bundle: Bundle,
  secrets: SecretValues,
  { check, allow }: PushOptions,
  ports: Ports,
  io: Io,
): Promise<ExitCode> {
  const allowed = new Set(allow);
  const before = await observe(bundle, secrets, ports);
  const healed = !check && (await heal(bundle, before, allowed, ports));
  const plan = planPush(bundle, healed ? await observe(bundle, secrets, ports) : before, allowed);
  io.out.write(renderPlan(plan, io.out));
  report(unlocated(plan.diagnostics), io.err);
  if (hasError(plan.diagnostics)) return EXIT.failed;
  if (check) return plan.changes.length === 0 ? EXIT.done : EXIT.different;
  const outcome = await carryOut(plan, bundle, secrets, ports);
  report(unlocated(outcome.diagnostics), io.err);
  io.out.write(renderRecap(plan, bundle, outcome));
  return exitCode(outcome);
}

function exitCode({ ended, interrupted }: Outcome): ExitCode {
  if (ended === 'stuck') return EXIT.stuck;
  if (interrupted) return EXIT.interrupted;
  return { applied: EXIT.done, unchanged: EXIT.done, refused: EXIT.failed, reverted: EXIT.reverted }[ended];
}

function fail(diagnostics: readonly Diagnostic[], io: Io): ExitCode {
  report(unlocated(diagnostics), io.err);
  return EXIT.failed;
}

function portsFor({ sandbox }: PushOptions, io: Io): Ports {
  let interrupted = false;
  process.once('SIGINT', () => (interrupted = true));
  return {
    transport: localTransport,
    secrets: sandboxSecrets(sandbox),
    clock: { now: () => new Date(), sleep: (time) => new Promise((resolve) => setTimeout(resolve, time)) },
    archive: { pack: packSealed },
    activator: readActivator(),
    owner: `${userInfo().username}@${hostname()} pid ${process.pid} since ${new Date().toISOString()}`,
    progress: (phase, results) => io.err.write(progressLine(phase, results)),
    interrupted: () => interrupted,
  };
}

/** `  stage    host1, host2`; nodes on which it failed are named apart. */
function progressLine({ steps, do: what }: Phase, results: readonly StepResult[]): string {
  const [action] = steps.flatMap((step) => ('action' in step && step.action !== null ? [` ${step.action}`] : []));
  const named = (wanted: StepResult) =>
    steps
      .filter((_, index) => results[index] === wanted)
      .map(({ node }) => node)
      .join(', ');
  const failed = named('failed');
  return `  ${`${what}${action ?? ''}`.padEnd(8)} ${named('ok')}${failed === '' ? '' : `  failed: ${failed}`}\n`;
}
