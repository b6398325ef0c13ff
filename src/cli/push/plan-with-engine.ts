/** Asks the cluster's own engine on a member about the change that is planned. */
import type { Compilation } from '../../analyse.ts';
import { simulateChange } from '../../deploy/node/simulate-change.ts';
import type { Seen } from '../../deploy/node/seen.ts';
import type { Effect } from '../../impact/impact.ts';
import type { Testimony } from '../../impact/witness.ts';
import type { Reach } from '../nodes/nodes.ts';
import { look, planFor, type Planned, type Wishes } from './planning.ts';

/** The plan, and what the engine says of it. Where the two disagree the cluster is looked at once more: it may have changed since. */
export async function plannedWithEngine(
  seen: readonly Seen[],
  reach: Reach,
  compilation: Compilation,
  wishes: Wishes,
): Promise<Planned> {
  const plan = async (now: readonly Seen[]) =>
    withEngine(await planFor(now, reach, compilation, wishes), reach, wishes);
  const planned = await plan(seen);
  return isDisputed(planned) ? plan(await look(reach, wishes.activates)) : planned;
}

/** The plan with what it says. Findings of the stack about it, unless they are allowed. */
async function withEngine(planned: Planned, reach: Reach, { allowed }: Pick<Wishes, 'allowed'>): Promise<Planned> {
  const effects = await Promise.all(planned.effects.map((effect) => heardOf(effect, planned.plan, reach)));
  const found = effects.flatMap(({ heard }) => heard?.diagnostics ?? []).filter(({ code }) => !allowed.has(code));
  return { ...planned, effects, plan: { ...planned.plan, diagnostics: [...planned.plan.diagnostics, ...found] } };
}

/** Did the engine say something else? */
function isDisputed({ effects }: Planned): boolean {
  return effects.some(({ heard }) => heard?.actions != null && !heard.isSame);
}

async function heardOf(effect: Effect, { document, members }: Planned['plan'], reach: Reach): Promise<Effect> {
  const { bundle, secrets, ports } = reach;
  const { kept } = ports.profile;
  const node = bundle.nodes.find(({ host }) => host === members[0]);
  const { witnesses, path } = effect;
  if (witnesses === undefined || kept === undefined || node === undefined) return effect;
  const parts = document?.path === path ? document.parts.map(({ patch }) => patch) : [];
  if (parts.length === 0 && witnesses.some(({ patches }) => patches === undefined)) return effect;
  const said = await Promise.all(
    witnesses.map(async ({ time, judge, patches = null }, part) => {
      const asked = { patches: patches ?? parts.slice(0, part + 1), secrets, time };
      return judge(await simulateChange(node, kept, asked, ports));
    }),
  );
  return { ...effect, heard: { ...together(said), node: node.host, program: kept.engine } };
}

function together(said: readonly Testimony[]): Testimony {
  const actions = said.map((one) => one.actions);
  return {
    actions: actions.includes(null) ? null : actions.flatMap((one) => one ?? []),
    predicted: said.flatMap(({ predicted }) => predicted),
    isSame: said.every(({ isSame }) => isSame),
    diagnostics: said.flatMap(({ diagnostics }) => diagnostics),
  };
}
