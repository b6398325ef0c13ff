/**
 * The cure of each broken site, pasted: the finding is gone, and there is no new error. What a cure leaves to its reader is listed with the reason.
 */
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/analyse.ts';
import { isMap, type JsonMap } from '../../src/base/json.ts';
import { isError, type Diagnostic } from '../../src/diag/diagnostic.ts';
import { readSite } from '../../src/edge/site/site.ts';
import { plain } from '../../src/source/tree.ts';
import { codeOf, sites } from '../broken/fixtures.ts';
import { inCi } from '../support/effort.ts';
import { fileOf } from '../support/edits.ts';
import { curesOf } from './cures.ts';

const DECIDES = 'someone decides which';
const KNOWS = 'only the reader knows the value';
const HOSTS = 'it is done on hosts, or in files that are no site';

/** Cures that cannot be pasted, by their first words. */
const LEFT_TO_PEOPLE: readonly (readonly [RegExp, string])[] = [
  [/^(?:define|describe|export|give|join|keep|let|lower|make|mount|move|name|put|rename|shorten|split|take) /, DECIDES],
  [/^(?:ask|call|change|check|choose|copy|fix|ping|use) |^leave (?:out|the delay|path and)/, DECIDES],
  [/^add (?:an?|one of|hosts:|vg_web) |^add \S+ to its options|^add \w+$|^add agent: one of/, DECIDES],
  [
    /^remove (?:one|that|it from the overlay|the (?:methods|priorities|delay|samba)|groups|votes and|key_value|host3|migrate)/,
    DECIDES,
  ],
  [
    /^write (?:all|both|them|feeds|when|run_on|its disks|disks|\S+ in one of|exclusive: false at some|type: fs, in one|action: off alone|pacemaker: \{ priority)/,
    DECIDES,
  ],
  [
    /^write (?:an?|the|it|its|that|what|another|at|whole|elements|one|true, false|devices|host_keys|label|fstype|\d+s to|\{name\}|\{ device)(?: |,|$)/,
    KNOWS,
  ],
  [/^write \S+ \S* ?(?:into|there)|\b[A-Z]{4,}\b|\.\.\.|^add \w+(?:, such as|: with what)|^add local_\w+: /, KNOWS],
  [
    /^(?:boot|chkconfig|clusterc|have|install|on each|rpm|run|set|start|systemctl|update|virt-xml-validate|with all|yum) /,
    HOSTS,
  ],
];

type Case = {
  readonly path: string;
  readonly site: JsonMap;
  readonly before: readonly Diagnostic[];
  readonly found: Diagnostic;
};

const cases = sites.flatMap((path): readonly Case[] => {
  const { tree } = analyse(readSite(path).files);
  const site = tree === undefined ? undefined : plain(tree);
  // A text that is no map of sections has no place to paste at.
  if (!isMap(site)) return [];
  const before = analyse([fileOf(site)]).diagnostics;
  const own = before.filter(({ code, at }) => code === codeOf(path) && at.in === 'model');
  return own.map((found) => ({ path, site, before, found }));
});

function keyOf({ code, at, message }: Diagnostic): string {
  return `${code} ${at.in === 'model' ? at.path.join('/') : at.in} ${message}`;
}

function errorCodes(found: readonly Diagnostic[]): readonly string[] {
  return found.filter(isError).map(({ code }) => code);
}

/** Errors of a code that there are more of than before. */
function worse(before: readonly Diagnostic[], after: readonly Diagnostic[]): readonly string[] {
  const left = [...errorCodes(before)];
  return errorCodes(after).filter((code) => {
    const index = left.indexOf(code);
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
}

function outcome({ before, found }: Case, site: JsonMap): readonly string[] {
  const after = analyse([fileOf(site)]).diagnostics;
  const stays = after.some((one) => keyOf(one) === keyOf(found)) ? ['it stays'] : [];
  return [...stays, ...worse(before, after)];
}

function reasonOf(help: string): string | undefined {
  return LEFT_TO_PEOPLE.find(([pattern]) => pattern.test(help))?.[1];
}

const pasted = cases.flatMap((one) => {
  const { help = '', at } = one.found;
  const edits = reasonOf(help) === undefined && at.in === 'model' ? curesOf(help, one.site, at.path) : undefined;
  return edits === undefined ? [] : [{ ...one, help, edits, path: one.path.replace('fixtures/broken/', '') }];
});

describe('a cure', () => {
  it.each(pasted.filter((_, index) => index % inCi(1, 5) === 0))('of $path: $help', ({ edits, ...one }) => {
    const outcomes: string[] = [];
    for (const site of edits) {
      const said = outcome(one, site);
      if (said.length === 0) return;
      outcomes.push(said.join(', '));
    }
    expect(outcomes, 'no place where it helps').toEqual([]);
    expect(edits, 'an edit').not.toEqual([]);
  });

  it('is pasted, or left to its reader for a reason', () => {
    const done = new Set(pasted.map(({ found }) => found));
    const others = cases.filter(({ found }) => !done.has(found)).map(({ found: { help = '' } }) => help);
    expect([...new Set(others.filter((help) => reasonOf(help) === undefined))]).toEqual([]);
    expect(pasted.length).toBeGreaterThan(200);
  });
});
