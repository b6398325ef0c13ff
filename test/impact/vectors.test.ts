/** The 93 pairs that `rg_test delta` was asked about: the same operations, in the same order. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rmTypes } from '../../src/catalogue/rm.ts';
import { statesOf } from '../../src/stack/cman/impact/compare.ts';
import { operationsOf } from '../../src/stack/cman/impact/delta.ts';
import type { Agents } from '../../src/stack/cman/impact/agents.ts';
import { serviceTree } from '../../src/stack/cman/impact/tree.ts';
import { measuredAgents, xmlOf } from './read.ts';

type Measured = readonly (readonly [verb: string, key: string])[];
type Case = {
  readonly label: string;
  readonly old: number;
  readonly new: string;
  readonly down: Measured;
  readonly up: Measured;
};

const { bases, cases }: { bases: readonly string[]; cases: readonly Case[] } = JSON.parse(
  readFileSync('fixtures/recorded/delta-vectors.json', 'utf8'),
);

async function predicted(old: string, now: string, agents: Agents) {
  const [before, after] = [serviceTree(await xmlOf(old), agents), serviceTree(await xmlOf(now), agents)];
  const operations = operationsOf(before, after, statesOf(before, after));
  const of = (phase: string) =>
    operations.filter((one) => one.phase === phase).map(({ verb, key }) => [verb === 'init' ? 'stop' : verb, key]);
  return { down: of('down'), up: of('up') };
}

const CATALOGUES: readonly (readonly [string, Agents])[] = [
  ['metadata of the agents that were measured with', measuredAgents],
  ['the catalogue, RHEL 6.10', rmTypes({ family: 'rhel6', minor: 10 })],
];

describe.each(CATALOGUES)('%s', (_name, agents) => {
  it('there are 93', () => expect(cases).toHaveLength(93));

  it.each(cases)('$label', async ({ old, new: now, down, up }) => {
    expect(await predicted(bases[old] ?? '', now, agents)).toEqual({ down, up });
  });
});
