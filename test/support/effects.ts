/** The effects of a plan on services, for a cluster of unknown state. */
import { readTrees } from '../../src/cli/subject/trees.ts';
import type { Plan } from '../../src/deploy/plan/plan.ts';
import type { PredictionContext, Effect } from '../../src/impact/impact.ts';
import type { Platform } from '../../src/platform/release-id.ts';
import { stackOf } from '../../src/stack/stacks.ts';

export async function effectsOf(
  { changes }: Pick<Plan, 'changes'>,
  platform: Platform,
  facts: PredictionContext['facts'] = [],
): Promise<readonly Effect[]> {
  const { predictor } = await stackOf(platform).operations();
  const around = { platform, facts, services: null, nodes: [], member: null, stopped: [] };
  return predictor.predict(changes, await readTrees(predictor.xmlIn(changes)), around);
}
