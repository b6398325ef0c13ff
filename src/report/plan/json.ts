/** A plan as JSON. Its fields are a contract: schemas/output/plan.schema.json. */
import type { Json } from '../../base/brand.ts';
import type { Phase, Plan, Needed } from '../../deploy/plan/plan.ts';
import type { Effect } from '../../impact/impact.ts';
import { summaries } from './effects.ts';
import { commandLine } from './command-line.ts';

export function planJson(plan: Plan, effects: readonly Effect[], window: string | null): Json {
  const { id, bundle, late, versioned, versionRises, changes, members, actions, phases, arming } = plan;
  const { leftOut, worstCase, takeover } = plan;
  return {
    version: 2,
    plan: id,
    bundle,
    ...(versioned === null ? {} : { [versioned.attribute]: late['config-version'] ?? null }),
    version_rises: versionRises,
    summary: summaries(effects, changes),
    engine: engineJson(effects),
    members,
    leaving: plan.leaving,
    changes: changes.map(({ node, path, change }) => ({ node, path, change })),
    actions: actions.map(actionJson),
    phases: phases.map(phaseJson),
    reverts_alone_after_ms: arming.revertsAfter,
    worst_case_ms: worstCase,
    takeover: takeover && { started: takeover.started, gone: takeover.gone, within_ms: takeover.within },
    window,
    left_out: leftOut,
    findings: plan.diagnostics.map(({ code, severity, message }) => ({ code, severity, message })),
  };
}

/** Null: there was nothing to ask it about. `actions` null: it did not answer. */
function engineJson(effects: readonly Effect[]): Json {
  const all = effects.flatMap((effect) => effect.heard ?? []);
  const [first] = all;
  if (first === undefined) return null;
  const said = all.map(({ actions }) => actions);
  return {
    program: first.program,
    node: first.node,
    agrees: all.every(({ isSame }) => isSame),
    actions: said.includes(null) ? null : said.flatMap((actions) => actions ?? []),
    predicted: all.flatMap(({ predicted }) => predicted),
  };
}

/** `way_back` null: there is none. Commands as text; words that are known later are in parentheses. */
function actionJson({ action, nodes }: Needed): Json {
  const { id, disruption, reason, worstCase, allow, run, undo } = action;
  return {
    action: id,
    nodes,
    disruption,
    reason,
    allow,
    worst_case_ms: worstCase.millis,
    worst_case_source: worstCase.source,
    commands: run.map(commandLine),
    way_back: undo === null ? null : undo.run.map(commandLine),
  };
}

/** All steps of a phase have one kind and one subject. */
function phaseJson({ do: what, wave, steps }: Phase): Json {
  const [step] = steps;
  const about = step !== undefined && 'action' in step ? step.action : null;
  const path = step?.do === 'check' ? step.path : null;
  const gate = step?.do === 'gate' ? step.name : null;
  return { do: what, wave, nodes: steps.map(({ node }) => node), action: about, path, gate };
}
