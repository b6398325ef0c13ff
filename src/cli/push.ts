/** `clusterc push`: observe, plan, carry out. */
import type { Compilation } from '../analyse.ts';
import { similar } from '../base/similar.ts';
import { notAllowable } from '../deploy/findings.ts';
import { planHealing } from '../deploy/heal.ts';
import { observe } from '../deploy/observe.ts';
import { planPush, type Plan } from '../deploy/plan.ts';
import { push as carryOut, type Outcome } from '../deploy/push.ts';
import { hasError, type Diagnostic } from '../diag/diagnostic.ts';
import { kinds } from '../kinds.ts';
import { renderPlan, type Told } from '../report/plan.ts';
import { renderRecap } from '../report/recap.ts';
import { EXIT, located, pressing, report, unlocated, type ExitCode, type Io } from './io.ts';
import { fail, withNodes, type Reach } from './nodes.ts';
import { compileSite } from './compiled-site.ts';

export type PushOptions = { readonly sandbox: string; readonly check?: boolean; readonly allow?: readonly string[] };

export async function push(
  site: string,
  { sandbox, check = false, allow = [] }: PushOptions,
  io: Io,
): Promise<ExitCode> {
  const mistaken = allow.filter((code) => kinds.get(code)?.allowable !== true);
  if (mistaken.length > 0) return fail(mistaken.map(objection), io, EXIT.usage);
  const compilation = compileSite(site, io);
  report(pressing(located(compilation)), io.err);
  if (compilation.bundle === undefined) return EXIT.failed;
  const how = { check, allowed: new Set(allow), compilation };
  const subject = {
    compilation,
    bundle: compilation.bundle,
    site,
    sandbox,
    how: check ? 'only look' : 'make it',
  } as const;
  return withNodes(subject, io, (reach) => onto(reach, how, io));
}

type How = {
  readonly check: boolean;
  readonly allowed: ReadonlySet<string>;
  readonly compilation: Compilation;
};

async function onto(reach: Reach, how: How, io: Io): Promise<ExitCode> {
  const { bundle, secrets, ports } = reach;
  const states = await observe(bundle, secrets, ports);
  const healing = how.check ? undefined : planHealing(bundle, states, how.allowed);
  if (healing !== undefined) {
    const healed = await carryOut(healing, bundle, secrets, ports);
    report(unlocated(healed.diagnostics), io.err);
    if (healed.ended !== 'applied') return exitCode(healed);
  }
  // What an earlier push left half done has come to its end, so that the plan starts from something whole.
  const plan = planPush(bundle, healing === undefined ? states : await observe(bundle, secrets, ports), how.allowed);
  io.out.write(renderPlan(plan, bundle, { ...io.out, ...(await told(plan, how.compilation)) }));
  report(unlocated(plan.diagnostics), io.err);
  if (hasError(plan.diagnostics)) return EXIT.failed;
  if (how.check) return plan.changes.length === 0 ? EXIT.done : EXIT.different;
  const outcome = await carryOut(plan, bundle, secrets, ports);
  report(unlocated(outcome.diagnostics), io.err);
  io.out.write(renderRecap(plan, bundle, outcome));
  return exitCode(outcome);
}

/** Read and compared only where a cluster.conf is replaced. */
async function told(plan: Plan, compilation: Compilation): Promise<Told> {
  const { model } = compilation;
  return model === undefined || plan.changes.length === 0
    ? {}
    : (await import('./effects.ts')).told(plan, model, compilation);
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
