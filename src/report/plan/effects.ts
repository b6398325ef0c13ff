/** What a push does beside changing files, in words: to services that run, and what a changed file needs before it counts. Pure; only shows. */
import { visible } from '../../diag/visible.ts';
import type { Change } from '../../deploy/plan/changes.ts';
import { masker } from '../../deploy/node/mask.ts';
import { fileChanges, type FileChange, type GuestEffect } from '../../impact/other-files.ts';
import { changedKeys } from '../../impact/changed-keys.ts';
import { summaryOf, type Comparison } from '../../stack/cman/impact/compare-files.ts';
import { detailsOf, type Shown } from './impact.ts';

/** What stands on some node as its cluster.conf, and what replacing it does; no comparison where it is no cluster.conf. */
export type Effect = { readonly found: string; readonly comparison?: Comparison };

/** All of it in a line; a line for each file where the nodes have different ones. */
export function summaries(effects: readonly Effect[], changes: readonly Change[]): readonly string[] {
  return effects.map((effect) => {
    const nodes = changes.filter(({ found }) => found === effect.found).map(({ node }) => node);
    const where = effects.length === 1 ? 'a cluster that runs' : `a cluster that runs the file of ${nodes.join(', ')}`;
    return `on ${where}: ${effect.comparison === undefined ? UNREADABLE : visible(summaryOf(effect.comparison))}`;
  });
}

const UNREADABLE = 'what becomes of services cannot be told, since the old file is no readable cluster.conf';

/** Below the line of a changed file: what needs what. */
export function effectLines(change: Change, effects: readonly Effect[], shown: Shown): readonly string[] {
  if (change.change !== 'update') return [];
  const comparison = effects.find(({ found }) => found === change.found)?.comparison;
  return [...(comparison === undefined ? [] : detailsOf(comparison, shown)), ...fileLines(change)];
}

const GUESTS: { readonly [G in GuestEffect]: string } = {
  none: 'guests go on',
  'at-next-start': 'running guests keep the old one',
  'drain-node': 'move the guests of the node away first',
  outage: 'every guest goes down',
};

function fileLines({ path, found, desired }: Change): readonly string[] {
  if (found === null || desired === null) return fileChanges(path).map(fileLine);
  const hide = masker([]);
  const keys = path.endsWith('.xml') ? undefined : changedKeys(hide(found), hide(desired));
  return fileChanges(path, keys).map(fileLine);
}

function fileLine({ change, needs, guests }: FileChange): string {
  return `${change}: ${needs.join(', then ')}; ${GUESTS[guests]}`;
}
