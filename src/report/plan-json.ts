/** A plan for machines. Fields are a contract, as those of every --format json. */
import type { Json } from '../base/brand.ts';
import type { Plan } from '../deploy/plan.ts';
import type { Effect } from './effects.ts';
import { summaries } from './effects.ts';

export function planJson(plan: Plan, effects: readonly Effect[], window: string | null): Json {
  const { id, bundle, late, versionRises, changes, members, actions, phases, arming, leftOut, worstCase } = plan;
  return {
    format: 1,
    plan: id,
    bundle,
    config_version: late['config-version'] ?? null,
    version_rises: versionRises,
    summary: summaries(effects, changes),
    members,
    changes: changes.map(({ node, path, change }) => ({ node, path, change })),
    actions: actions.map(({ action, nodes }) => ({ ...action, nodes })),
    phases,
    reverts_alone_after_ms: arming.revertsAfter,
    worst_case_ms: worstCase,
    window,
    left_out: leftOut,
    findings: plan.diagnostics.map(({ code, severity, message }) => ({ code, severity, message })),
  };
}
