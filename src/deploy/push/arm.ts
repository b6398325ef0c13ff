/** The intent that arms a node: how long it waits for the controller, and how it rolls back alone. Pure. */
import type { HostName, Millis } from '../../base/brand.ts';
import type { Command } from '../../bundle/action.ts';
import type { Plan, Needed } from '../plan/plan.ts';
import { isOfAll } from '../plan/needed-actions.ts';
import { keptLines, questionLines, type NodeProfile } from '../node/profile.ts';
import { wordOnNode } from '../node/words.ts';

/** How long a placed file may stay unannounced before each node removes it. Our choice. */
export const FUSE = 20_000;

/** `announce`: announces the old content to a running cluster. */
type IntentInput = { readonly owner: string; readonly profile: NodeProfile; readonly announce: Command | undefined };

export function intentOf(
  {
    arming,
    actions,
    members,
    leaving,
    document,
  }: Pick<Plan, 'arming' | 'actions' | 'members' | 'leaving' | 'document'>,
  node: HostName,
  { owner, profile, announce }: IntentInput,
): string {
  const { version, revertsAfter } = arming;
  const fuse = actions.some(({ action }) => action.announces) && members.includes(node) ? seconds(FUSE) : 0;
  const announcement =
    version === null || announce === undefined
      ? []
      : [
          `version ${version.next} ${version.back}`,
          `fuse ${fuse}`,
          ...(leaving === 'all-at-once' ? ['leaving all'] : []),
          `announce ${words(announce, '@back')}`,
        ];
  const questions = questionLines(profile);
  const lines = [
    `owner ${owner}`,
    `deadline ${seconds(revertsAfter)}`,
    ...questions,
    ...announcement,
    // A node that joins has no document before.
    ...(document === null || profile.kept === undefined || !members.includes(node)
      ? []
      : keptLines(profile.kept, {
          ...document,
          signs: document.parts.map(({ sign }) => sign),
          seconds: seconds(document.within),
        })),
    ...undoLines(actions, node),
  ];
  return `${lines.join('\n')}\n`;
}

/** From last to first: what depends on an action is undone before it. The node itself handles the announcement. */
function undoLines(actions: readonly Needed[], node: HostName): readonly string[] {
  return actions.toReversed().flatMap(({ action, nodes }) => {
    const { undo, announces, scope } = action;
    const concerns = scope === 'once' || nodes.includes(node);
    if (undo === null || undo.attended === true || announces || !concerns) return [];
    const verb = undo.when === 'before-files' ? 'undo-first' : 'undo';
    const by = isOfAll(action) ? 'shared' : scope === 'once' ? 'once' : 'each';
    return undo.run.map((command) => `${verb} ${by} ${exits(command)}\t${words(command)}`);
  });
}

function exits({ succeeds = [0] }: Command): string {
  return succeeds.join(',');
}

/** Separated by tabs, which no argument contains. */
function words({ argv }: Command, back?: string): string {
  return argv.map((word) => wordOnNode(word, back)).join('\t');
}

function seconds(millis: Millis | number): number {
  return Math.ceil(millis / 1000);
}
