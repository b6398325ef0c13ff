/** `clusterc push`: asks the nodes, plans, and carries out. */
import type { Bundle } from '../../bundle/bundle.ts';
import type { Seen } from '../../deploy/node/seen.ts';
import { planFinishing } from '../../deploy/push/finish-interrupted.ts';
import type { Plan } from '../../deploy/plan/plan.ts';
import { push as carryOut } from '../../deploy/push/push.ts';
import type { Outcome } from '../../deploy/push/outcome.ts';
import { notAsBefore, notProven, otherPlan } from '../../deploy/plan/push-findings.ts';
import { windowAt } from '../../deploy/window/window.ts';
import { pushWithoutOptimising } from '../../edge/v8-flags.ts';
import { memoryOf } from '../../edge/state/state-folder.ts';
import { hasError } from '../../diag/diagnostic.ts';
import { recapOf, renderRecap } from '../../report/plan/recap.ts';
import { ranges } from '../../report/rows.ts';
import { withEvents, writeEvent } from './events.ts';
import { EXIT, remark, report, unlocated, type ExitCode, type Io } from '../io.ts';
import { endedOwners } from '../nodes/ended-owners.ts';
import { withNodes, type Reach } from '../nodes/nodes.ts';
import { inTime, type Timed } from './plan-window.ts';
import { plannedWithEngine } from './plan-with-engine.ts';
import { departureFrom, type Departure } from './leaving.ts';
import { followsAfter, goesOn, nextPart } from './parts.ts';
import { look, servicesNow } from './planning.ts';
import { NO_RECORD, recordOf } from './record.ts';
import { aboutForPush, type About } from '../subject/subject.ts';
import { mistakesIn } from './push-mistakes.ts';
import { consent } from './consent.ts';
import type { How } from './how.ts';
import { show, tell, writeReport } from './show-plan.ts';
import { exitCode } from './exit-code.ts';
import { afterFinishing, isChanged, outlast, toEnd, whatEnded } from './wait-for-rollback.ts';
import type { PushOptions } from '../push-options.ts';

export async function push(path: string, options: PushOptions, plain: Io): Promise<ExitCode> {
  const io = toldTo(options, plain);
  const mistaken = mistakesIn('push', options, io);
  if (mistaken !== undefined) return mistaken;
  return pushAbout(await aboutForPush(path, options, io), 'push', options, io);
}

/** The output of a push: events for programs. A plan alone is a single value. */
export function toldTo({ format, check }: PushOptions, io: Io): Io {
  return format === 'json' && check !== true ? withEvents(io) : io;
}

/** Pushes a compiled site, or a bundle, to its nodes. */
export async function pushAbout(
  about: About,
  command: 'push' | 'revert',
  options: PushOptions,
  io: Io,
): Promise<ExitCode> {
  const { check = false, allow = [] } = options;
  const { compilation, folder } = about;
  const { bundle } = compilation;
  if (bundle === undefined) return EXIT.failed;
  const subject = { ...options, compilation, bundle, site: folder, how: check ? 'only look' : 'make it' } as const;
  const pushed = { command, because: options.because ?? null, allowed: allow } as const;
  return withNodes(subject, io, (reach) => {
    const record = recordOf(pushed, memoryOf(io.env, options.sandbox), () => reach.ports.clock.now(), io);
    return pushOnto(reach, { ...options, about, allowed: new Set(allow), record }, io);
  });
}

/** Hosts leave by a plan for the bundle that they have, and the push of the other one follows. */
async function pushAfter({ bundle, hosts }: Departure, reach: Reach, how: How, io: Io): Promise<ExitCode> {
  const { about, check = false } = how;
  const { secretProviders } = about.compilation;
  const compilation = { files: [], diagnostics: [], bundle, ...(secretProviders && { secretProviders }) };
  const subject = { ...how, compilation, bundle, site: about.folder, how: check ? 'only look' : 'make it' } as const;
  const old = { ...how, about: { ...about, compilation }, leaving: hosts };
  const exit = await withNodes(subject, io, (other) => pushOnto(other, old, io));
  return how.resume !== true && followsAfter(exit, reach, how, io) ? pushOnto(reach, how, io) : exit;
}

/** Asks the nodes, finishes an interrupted push, plans, shows the plan, and carries it out. */
export async function pushOnto(reach: Reach, how: How, io: Io): Promise<ExitCode> {
  const found = await (how.resume === true ? outlast(reach, io) : look(reach, how.activates));
  const departure = how.leaving === undefined ? await departureFrom(reach, found, how, io) : null;
  if (departure !== null) return pushAfter(departure, reach, how, io);
  const limited = reach.bundle.nodes.length < (how.about.compilation.bundle?.nodes.length ?? 0);
  const finished = (await mayFinish(reach, how, limited))
    ? await finishInterrupted(reach, found, how, io)
    : { seen: found, ended: false };
  if (typeof finished === 'number') return finished;
  const { seen, ended } = finished;
  if (how.resume === true) return afterFinishing(seen, ended, reach, how.about.compilation, io);
  const wishes = {
    allowed: how.allowed,
    limited,
    activates: how.activates ?? true,
    leaving: how.leaving ?? [],
    gone: endedOwners(seen.map(({ state }) => state)),
  };
  const part = await nextPart(reach, seen);
  const planned = await plannedWithEngine(part.seen, part.reach, how.about.compilation, wishes);
  const timed = await inTime(planned, part.reach, how);
  await show(timed, part.reach, how, io);
  const unwritten = how.report === undefined ? [] : await writeReport(how.report, timed, part.reach, how, io);
  report(unlocated(unwritten), io.err);
  if (unwritten.length > 0) return EXIT.failed;
  const exit = await decide(timed, part.reach, how, io);
  return (await goesOn(exit, { ...part, plan: timed.plan }, how, io)) ? pushOnto(reach, how, io) : exit;
}

/** Does not finish an interrupted push if this push will be refused anyway, or is limited to some nodes; the plan then reports it. */
async function mayFinish(
  { bundle, ports }: Reach,
  { check, resume, plan, now }: How,
  limited: boolean,
): Promise<boolean> {
  if (resume === true) return true;
  if (check === true || plan !== undefined || limited) return false;
  return now === true || bundle.windows.length === 0 || (await windowAt(bundle.windows, ports.clock.now())).open;
}

const TRIES = 3;
const CUT_OFF = 'an earlier push was interrupted;';

/** Finishes an interrupted push first, so that the plan starts from a consistent state. If that push turns out to have continued, the nodes are asked again. */
async function finishInterrupted(
  reach: Reach,
  found: readonly Seen[],
  how: How,
  io: Io,
  tries = TRIES,
): Promise<Finished | ExitCode> {
  const { bundle, secrets, ports } = reach;
  const states = found.map(({ state }) => state);
  const work = planFinishing(bundle, states, how.allowed, endedOwners(states));
  if (work === undefined) return { seen: found, ended: false };
  const refused = tries === TRIES ? await consent(how, `${CUT_OFF} ${toEnd(work)}: end it first?`, io) : undefined;
  if (refused !== undefined) return refused;
  const finished = await carryOut(work, bundle, secrets, ports);
  if (tries > 1 && isChanged(finished))
    return finishInterrupted(reach, await look(reach, how.activates), how, io, tries - 1);
  report(unlocated(finished.diagnostics), io.err);
  if (finished.ended !== 'applied') return exitCode(finished);
  remark(`an earlier push was interrupted: ${whatEnded(work)}`, io);
  return { seen: await look(reach, how.activates), ended: true };
}

/** The newest look, and whether an earlier push was ended. */
type Finished = { readonly seen: readonly Seen[]; readonly ended: boolean };

async function decide({ plan, until }: Timed, reach: Reach, how: How, io: Io): Promise<ExitCode> {
  const { bundle, secrets, ports } = reach;
  if (hasError(plan.diagnostics)) return how.check === true ? EXIT.failed : sumUp(plan, bundle, REFUSED, how, io);
  if (how.check === true) return plan.phases.length === 0 ? EXIT.done : EXIT.different;
  if (how.plan !== undefined && !plan.id.startsWith(how.plan)) {
    const found = plan.phases.length === 0 ? null : plan.id.slice(0, 12);
    tell([otherPlan(COMMAND_LINE, { wanted: how.plan, found })], how, io);
    return sumUp(plan, bundle, REFUSED, how, io);
  }
  if (plan.phases.length === 0) return sumUp(plan, bundle, UNCHANGED, how, io);
  const declined = await consent(how, `carry out plan ${plan.id.slice(0, 12)} on ${onNodes(bundle)}?`, io);
  if (declined !== undefined) return declined;
  pushWithoutOptimising(bundle.files.length);
  const { record = NO_RECORD } = how;
  const nodeRecord = await record.begin(plan, bundle, how.about.compilation.bundle ?? bundle, exitCode);
  const outcome = await carryOut(plan, bundle, secrets, ports, {
    until,
    wait: how.wait,
    record: nodeRecord,
    services: () => servicesNow(reach),
  });
  tell(outcome.diagnostics, how, io);
  record.end(plan, bundle, outcome, exitCode(outcome));
  if (how.proves === true) prove(outcome, plan, how, io);
  return sumUp(plan, bundle, outcome, how, io);
}

function onNodes({ nodes }: Bundle): string {
  return ranges(nodes.map(({ host }) => host));
}

/** Verifies that a rollback has led to the old files. */
function prove({ ended, kept }: Outcome, { versioned, ownForms }: Plan, how: How, io: Io): void {
  if (ended !== 'applied') return;
  const isOwnForm = (one: { node: string; path: string }) =>
    ownForms.some(({ node, path }) => node === one.node && path === one.path);
  const others = kept.filter((one) => !one.same && !isOwnForm(one));
  if (kept.length > 0 && others.length === 0)
    remark(
      `verified by checksum: each file is what it was under that bundle${versioned === null ? '' : `, ${versioned.attribute} aside`}`,
      io,
    );
  else
    tell(
      others.length === 0
        ? [notProven(COMMAND_LINE, {})]
        : others.map(({ node, path }) => notAsBefore({ in: 'output', node, path }, { node, path })),
      how,
      io,
    );
}

const UNCHANGED: Outcome = { ended: 'unchanged', interrupted: false, journal: [], kept: [], diagnostics: [] };
const REFUSED: Outcome = { ...UNCHANGED, ended: 'refused' };

function sumUp(plan: Plan, bundle: Bundle, outcome: Outcome, { format }: How, { out }: Io): ExitCode {
  const exit = exitCode(outcome);
  if (format !== 'json') {
    // A push that was refused before its first step has reported why.
    if (outcome !== REFUSED) out.write(renderRecap(plan, bundle, outcome));
    return exit;
  }
  const nodes = Object.fromEntries(bundle.nodes.map(({ host }) => [host, recapOf(plan, bundle, host, outcome)]));
  writeEvent(out, 'recap', { ended: outcome.ended, interrupted: outcome.interrupted, exit, nodes });
  return exit;
}

const COMMAND_LINE = { in: 'nowhere', because: 'it is about the command line' } as const;
