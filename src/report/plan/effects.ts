/** Effects of a push besides changed files, in words: on running services, and what a changed file needs to take effect. Pure. */
import { visible } from '../../diag/visible.ts';
import type { Change } from '../../deploy/plan/changes.ts';
import { masker } from '../../deploy/node/mask.ts';
import { fileChanges, type FileChange, type FileRules, type GuestEffect } from '../../impact/other-files.ts';
import { changedKeys } from '../../impact/changed-keys.ts';
import type { Effect } from '../../impact/impact.ts';
import { detailsOf, heardLines, type Shown } from './impact.ts';

/** One line; one for each old text of a file if nodes have different ones. */
export function summaries(effects: readonly Effect[], changes: readonly Change[]): readonly string[] {
  return effects.map((effect) => {
    const nodes = changes.filter(({ found }) => found === effect.found).map(({ node }) => node);
    const where =
      effects.length === 1 || nodes.length === 0
        ? 'a cluster that runs'
        : `a cluster that runs the file of ${nodes.join(', ')}`;
    return `on ${where}: ${effect.prediction === undefined ? unreadable(effect) : visible(effect.prediction.summary)}`;
  });
}

function unreadable({ path }: Effect): string {
  return `the effect on services is unknown, since the old file is not a readable ${path.replace(/^.*\//, '')}`;
}

/** What the cluster's own engine says of what no changed file does: hosts that leave. */
export function heardApart(effects: readonly Effect[], changes: readonly Change[], shown: Shown): readonly string[] {
  const isOf = ({ path, found }: Effect) => changes.some((change) => path === change.path && found === change.found);
  return effects.flatMap((effect) =>
    effect.heard === undefined || isOf(effect) ? [] : heardLines(effect.heard, shown),
  );
}

/** What a change of one of the stack's other files needs. */
type Rules = { readonly fileRules?: readonly FileRules[] };

export function effectLines(change: Change, effects: readonly Effect[], shown: Shown & Rules): readonly string[] {
  if (change.change !== 'update') return [];
  const { prediction, heard } = effects.find(({ path, found }) => path === change.path && found === change.found) ?? {};
  return [
    ...(prediction === undefined ? [] : detailsOf(prediction, shown)),
    ...(heard === undefined ? [] : heardLines(heard, shown)),
    ...fileLines(change, shown),
  ];
}

const GUESTS: { readonly [G in GuestEffect]: string } = {
  none: 'guests keep running',
  'at-next-start': 'running guests keep the old one',
  'drain-node': 'move the guests of the node away first',
  outage: 'every guest goes down',
};

function fileLines(change: Change, rules: Rules): readonly string[] {
  return neededBy(change, rules).map(fileLine);
}

/** What a changed file needs to take effect. Nothing for one that is new or gone. */
export function neededBy({ path, found, desired, change }: Change, { fileRules = [] }: Rules): readonly FileChange[] {
  if (change !== 'update') return [];
  if (found === null || desired === null) return fileChanges(path, fileRules);
  const hide = masker([]);
  const keys = path.endsWith('.xml') ? undefined : changedKeys(hide(found), hide(desired));
  return fileChanges(path, fileRules, keys);
}

function fileLine({ change, needs, guests }: FileChange): string {
  return `${change}: ${needs.join(', then ')}; ${GUESTS[guests]}`;
}
