/** The intent that arms a node: how long it waits for the controller, and how it puts everything back alone. Pure. */
import type { HostName, Millis } from '../../base/brand.ts';
import type { Command } from '../../bundle/action.ts';
import type { Plan, Needed } from '../plan/plan.ts';
import { questionLines, type NodeProfile } from '../node/profile.ts';
import { wordOnNode } from '../node/words.ts';

/** How long a placed file may stay unannounced before each node removes it. Decision 31a; our choice. */
export const FUSE = 20_000;

/** `announce`: tells a running cluster of the old content again. */
type With = { readonly owner: string; readonly profile: NodeProfile; readonly announce: Command | undefined };

export function intentOf(
  { arming, actions, members, leaving }: Pick<Plan, 'arming' | 'actions' | 'members' | 'leaving'>,
  node: HostName,
  { owner, profile, announce }: With,
): string {
  const { version, revertsAfter } = arming;
  const fuse = actions.some(({ action }) => action.announces) && members.includes(node) ? seconds(FUSE) : 0;
  const told =
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
    ...told,
    ...undoLines(actions, node),
  ];
  return `${lines.join('\n')}\n`;
}

/** From the last to the first: what was built on something goes before it. The announcement is the node's own affair. */
function undoLines(actions: readonly Needed[], node: HostName): readonly string[] {
  return actions.toReversed().flatMap(({ action, nodes }) => {
    const { undo, announces, scope } = action;
    const concerns = scope === 'once' || nodes.includes(node);
    if (undo === null || undo.attended === true || announces || !concerns) return [];
    const verb = undo.when === 'before-files' ? 'undo-first' : 'undo';
    return undo.run.map(
      (command) => `${verb} ${scope === 'once' ? 'once' : 'each'} ${exits(command)}\t${words(command)}`,
    );
  });
}

function exits({ succeeds = [0] }: Command): string {
  return succeeds.join(',');
}

/** Divided by tabs, which no word has. */
function words({ argv }: Command, back?: string): string {
  return argv.map((word) => wordOnNode(word, back)).join('\t');
}

function seconds(millis: Millis | number): number {
  return Math.ceil(millis / 1000);
}
