/** Pairs from seeds, and whether the predictor and crm_simulate say the same about them. */
import { schedule } from '../../../../src/stack/pacemaker/impact/scheduler/schedule.ts';
import { below, textOf, treeOf, type El } from './made/cib.ts';
import { newCluster } from './made/cluster.ts';
import { diceFrom } from './made/dice.ts';
import { mutate } from './made/mutate.ts';
import { lineOf, parsed, simulate } from './witness.ts';

/** Seconds since 1970. Whatever the clock of the machine says: crm_simulate reads histories by that one, not by `-t`. */
const NOW = 1_700_100_000;
/** When all that a cluster at rest did was done: never long ago. */
const NEVER_OLD = '2140000000';

export type Disagreement = {
  readonly seed: number;
  readonly changes: readonly string[];
  readonly cib: El;
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
};

/** A cluster at rest: played until nothing happens any more; null where the simulator does not end. */
async function atRest(seed: number): Promise<El | null> {
  let cib = newCluster(diceFrom(seed));
  for (let round = 0; round < 4; round++) {
    const said = await simulate(textOf(cib), NOW - 5000);
    if (said === null) return null;
    cib = treeOf(await parsed(said.after));
    if (said.operations.length === 0) break;
  }
  for (const entry of below(cib, 'lrm_rsc_op')) entry.attributes['last-rc-change'] = NEVER_OLD;
  return cib;
}

/** `made`: the changes of each compared pair. */
export type Compared = {
  readonly compared: number;
  readonly made: readonly (readonly string[])[];
  readonly disagreements: readonly Disagreement[];
};

/** What only one of the two says about a document, in lines; null where the simulator refuses it. */
export async function differenceAbout(text: string): Promise<Pick<Disagreement, 'ours' | 'theirs'> | null> {
  const theirs = await witnessed(text);
  if (theirs === null) return null;
  const ours = await predicted(text);
  return { ours: without(ours, theirs), theirs: without(theirs, ours) };
}

/** Compares some changes of one cluster; the disagreements, and how many were compared. */
export async function compareCluster(seed: number, changes: number): Promise<Compared> {
  const disagreements: Disagreement[] = [];
  const made: (readonly string[])[] = [];
  const base = await atRest(seed);
  if (base === null) return { compared: 0, made, disagreements };
  let compared = 0;
  for (let at = 0; at < changes; at++) {
    const cib = structuredClone(base);
    const names = mutate(cib, diceFrom(seed * 1000 + at + 1));
    const text = textOf(cib);
    const difference = await differenceAbout(text);
    if (difference === null) continue;
    compared += 1;
    made.push(names);
    if (difference.ours.length + difference.theirs.length > 0)
      disagreements.push({ seed: seed * 1000 + at + 1, changes: names, cib, ...difference });
  }
  return { compared, made, disagreements };
}

function without(some: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return some.filter((line) => {
    const at = left.indexOf(line);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

async function predicted(text: string): Promise<readonly string[]> {
  const { nodes, resources, operations } = schedule(await parsed(text), { now: NOW });
  return [...nodes.filter(({ reason }) => reason !== null), ...resources, ...operations].map(lineOf);
}

async function witnessed(text: string): Promise<readonly string[] | null> {
  const said = await simulate(text, NOW);
  return said && [...said.actions, ...said.operations];
}
