/** What `rg_test delta` was asked about: the same operations in the same order, and nothing left out silently. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { rmTypes } from '../../src/catalogue/rm.ts';
import { XmlTwins } from '../../src/edge/xml/xml-twins.ts';
import type { Agent, Agents } from '../../src/stack/cman/impact/agents.ts';
import { Unchanged } from '../../src/stack/cman/impact/delta/unchanged.ts';
import { statesOf } from '../../src/stack/cman/impact/delta/compare.ts';
import { operationsOf, type Operation } from '../../src/stack/cman/impact/delta/operations.ts';
import { serviceTree } from '../../src/stack/cman/impact/delta/tree.ts';
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

async function predicted(old: string, now: string, before: Agents, after: Agents = before) {
  const [twins, unchanged] = [new XmlTwins(), new Unchanged()];
  const was = serviceTree(await xmlOf(old, twins), before, unchanged);
  const is = serviceTree(await xmlOf(now, twins), after, unchanged);
  return { operations: operationsOf(was, is, statesOf(was.list, is.list)), doubts: [...was.doubts, ...is.doubts] };
}

const CATALOGUES: readonly (readonly [string, Agents])[] = [
  ['metadata of the agents that were measured with', measuredAgents],
  ['the catalogue, RHEL 6.10', rmTypes({ family: 'rhel6', minor: 10 })],
];

describe.each(CATALOGUES)('%s', (_name, agents) => {
  it('there are 93', () => expect(cases).toHaveLength(93));

  it.each(cases)('$label', async ({ old, new: now, down, up }) => {
    const { operations } = await predicted(bases[old] ?? '', now, agents);
    const of = (phase: string) =>
      operations.filter((one) => one.phase === phase).map(({ verb, key }) => [verb === 'init' ? 'stop' : verb, key]);
    expect({ down: of('down'), up: of('up') }).toEqual({ down, up });
  });
});

type Differences = { readonly [type: string]: Agent | false };
type Pair = {
  readonly name: string;
  readonly causes: readonly string[];
  readonly old: string;
  readonly new: string;
  /** `down stop ip:192.0.2.2 @service:s`; the service is left out where it is the resource itself. */
  readonly operations: readonly string[];
  readonly left_out: readonly string[];
  readonly agents?: { readonly before: Differences; readonly after: Differences };
};

const recorded: { readonly agents: Agents; readonly pairs: readonly Pair[] } = JSON.parse(
  gunzipSync(readFileSync('fixtures/recorded/rgmanager-pairs.json.gz')).toString(),
);

function changed(agents: Agents, by: Differences): Agents {
  const entries = Object.entries<Agent | false>({ ...agents, ...by });
  return Object.fromEntries(entries.filter((entry): entry is [string, Agent] => entry[1] !== false));
}

function lineOf({ phase, verb, key, root }: Operation): string {
  return `${phase} ${verb} ${key}${key === root ? '' : ` @${root}`}`;
}

describe('pairs of every kind', () => {
  const agreement = new Map<string, { all: number; equal: number }>();

  afterAll(() => {
    const lines = [...agreement]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([cause, { all, equal }]) => `  ${equal} of ${all}: ${cause}`);
    process.stdout.write(`as rgmanager itself, by cause:\n${lines.join('\n')}\n`);
  });

  it.each(recorded.pairs)('$name', async ({ causes, old, new: now, operations, left_out: leftOut, agents }) => {
    const before = changed(recorded.agents, agents?.before ?? {});
    const found = await predicted(old, now, before, changed(before, agents?.after ?? {}));
    const lines = found.operations.map(lineOf);
    for (const cause of causes) {
      const { all, equal } = agreement.get(cause) ?? { all: 0, equal: 0 };
      agreement.set(cause, { all: all + 1, equal: equal + (lines.join() === operations.join() ? 1 : 0) });
    }
    expect(lines).toEqual(operations);
    if (leftOut.length > 0) expect(found.doubts, leftOut.join()).not.toEqual([]);
  });
});

it('a part that both files have does not change the result', async () => {
  for (const { old, new: now } of recorded.pairs) {
    const [twins, unchanged] = [new XmlTwins(), new Unchanged()];
    serviceTree(await xmlOf(old, twins), recorded.agents, unchanged);
    const root = await xmlOf(now, twins);
    const [shared, alone] = [serviceTree(root, recorded.agents, unchanged), serviceTree(root, recorded.agents)];
    expect(shared.doubts, now).toEqual(alone.doubts);
    expect(shared.roots, now).toEqual(alone.roots);
    expect(shared.list.all, now).toEqual(alone.list.all);
  }
});

it('a file against itself does nothing, but where a resource is twice below one parent, which is said', async () => {
  const files = new Set(recorded.pairs.flatMap(({ old, new: now }) => [old, now]));
  for (const file of files) {
    const { operations, doubts } = await predicted(file, file, recorded.agents);
    if (operations.length > 0) expect(doubts.map(({ what }) => what).join('\n'), file).toMatch(/ is twice below /);
  }
});
