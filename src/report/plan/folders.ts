/** What changes between two bundles or folders, and what that does to a running cluster. Pure. */
import picocolors from 'picocolors';
import type { Json } from '../../base/brand.ts';
import type { Change } from '../../deploy/plan/changes.ts';
import type { RenderOptions } from '../../diag/located.ts';
import { visible } from '../../diag/visible.ts';
import type { Effect } from '../../impact/impact.ts';
import { effectJson, findingsJson } from '../../impact/json.ts';
import type { FileRules } from '../../impact/other-files.ts';
import { platformName } from '../../platform/platform.ts';
import type { Platform } from '../../platform/release-id.ts';
import { effectLines, neededBy, summaries } from './effects.ts';
import { folded, headOf } from './plan.ts';

export type FolderChanges = {
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  readonly fileRules: readonly FileRules[];
};

/** One summary for each cluster file, then every changed file with what it does and needs. */
export function renderChanges(
  { changes, effects, fileRules }: FolderChanges,
  { color }: Pick<RenderOptions, 'color'>,
): string {
  const paint = picocolors.createColors(color);
  const lines = folded(changes).flatMap((group) => {
    const { change } = group;
    const own = effects.find(({ path, found }) => path === change.path && found === change.found)?.prediction;
    const refusals = (own?.refusals ?? []).map((refusal) => paint.yellow(visible(refusal)));
    const below = [...effectLines(change, effects, { color, fileRules }), ...refusals];
    return [headOf(group, paint), ...below.map((line) => `      ${line}`)];
  });
  if (changes.length === 0) return 'nothing changes\n';
  return `${[...summaries(effects, changes), ...lines].join('\n')}\n`;
}

export function changesJson({ changes, effects, fileRules }: FolderChanges, platform: Platform): Json {
  return {
    version: 1,
    platform: platformName(platform),
    files: folded(changes).map(({ change, nodes }) => {
      const own = effects.find(({ path, found }) => path === change.path && found === change.found);
      return {
        path: change.path,
        nodes,
        change: change.change,
        needs: neededBy(change, { fileRules }).map(({ change: what, needs, guests }) => ({ what, needs, guests })),
        effect: own?.prediction === undefined ? null : effectJson(own.prediction),
      };
    }),
    summary: summaries(effects, changes),
    findings: effects.flatMap(({ prediction }) => (prediction === undefined ? [] : findingsJson(prediction))),
  };
}
