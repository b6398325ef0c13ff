/** Differences in words and as JSON. Pure; only shows. */
import picocolors from 'picocolors';
import type { Json, SecretName } from '../base/brand.ts';
import { nodeNames } from '../base/names.ts';
import { visible } from '../diag/visible.ts';
import {
  isDifference,
  type FileDifference,
  type DifferenceKind,
  type Differences,
  type Versions,
} from '../diff/differences.ts';
import { count } from './count.ts';
import { hunkLines, shownOnce, type Paint } from './hunk-lines.ts';

/** What the site was compared with: the nodes, or another bundle or revision. */
export type Against = 'nodes' | 'bundle';
export type Options = {
  readonly color: boolean;
  readonly verbose: boolean;
  readonly against: Against;
  /** Counts the lines of each file in place of showing them. */
  readonly stat?: boolean;
};

/** One line for the result, then each difference. A difference that several nodes share appears once. */
export function renderDifferences(all: Differences, options: Options): string {
  const { differences, versionName, versions } = all;
  const paint = picocolors.createColors(options.color);
  const shown = differences.filter((one) => isDifference(one) || one.kind === 'unknown-secret' || options.verbose);
  const once = shownOnce(options.verbose);
  const lines = shown.flatMap((one) => [
    ...differenceLines(one, options, paint),
    ...(options.stat ? [] : once(one.path, [...hunkLines(one.hunks, paint)])).map((line) => `      ${line}`),
  ]);
  return `${[verdict(all, options.against), ...versionLine(versionName, versions), ...lines].join('\n')}\n`;
}

export function verdict({ nodes, unreachable, differences, uncompared }: Differences, against: Against): string {
  const seen = nodes.length - unreachable.length;
  if (seen === 0 && nodes.length > 0) return nothingOf(nodes);
  const counted = differences.filter(isDifference);
  const unseen =
    unreachable.length === 0 ? '' : `; ${nodeNames(unreachable.map(({ node }) => node))} could not be inspected`;
  const rest = `${unseen}${unknownOf(differences)}${unsoundOf(uncompared)}`;
  if (counted.length === 0) return `no difference: ${against === 'nodes' ? agreement(seen) : sameFor(seen)}${rest}`;
  const differing = new Set(counted.flatMap((one) => one.nodes)).size;
  const files = new Set(counted.map(({ path }) => path)).size;
  const verb = differing === 1 ? 'differs' : 'differ';
  return `${differing} of ${count(nodes.length, 'node')} ${verb}: ${count(counted.length, 'difference')} in ${count(files, 'file')}${rest}`;
}

function nothingOf(nodes: readonly string[]): string {
  const [only = ''] = nodes;
  const who = nodes.length === 1 ? `${only} could not` : `none of ${nodes.length} nodes could`;
  return `nothing is known: ${who} be inspected`;
}

function agreement(seen: number): string {
  return `${count(seen, 'node')} ${seen === 1 ? 'has' : 'have'} what the site says`;
}

function sameFor(seen: number): string {
  return `both say the same for ${count(seen, 'node')}`;
}

function unknownOf(differences: readonly FileDifference[]): string {
  const names = new Set<SecretName>(differences.flatMap(({ unknown }) => unknown));
  return names.size === 0 ? '' : `; not compared, as no value is at hand: ${[...names].sort().join(', ')}`;
}

function unsoundOf(paths: Differences['uncompared']): string {
  return paths.length === 0 ? '' : `; not compared, as the site has errors: ${paths.join(', ')}`;
}

/** The versions of the configuration in one line, if nodes differ. */
function versionLine(name: string | null, versions: readonly Versions[]): readonly string[] {
  if (name === null || versions.length === 0) return [];
  const said = versions.map(({ nodes, file, running, installed }) => {
    const where = [
      ['on disk', file],
      ['running', running],
      ['installed', installed],
    ] as const;
    const known = where.flatMap(([what, version]) => (version === null ? [] : [`${version} ${what}`]));
    return `${nodeNames(nodes)} ${known.length === 0 ? 'none' : known.join(', ')}`;
  });
  return [`${name}: ${said.join('; ')}`];
}

type Look = readonly [symbol: string, paint: 'green' | 'yellow' | 'red' | 'dim', words: string, between: string];

/** Words for a file on a node, and for a file of another desired state. */
const LOOKS: { readonly [K in DifferenceKind]: Look } = {
  content: ['~', 'yellow', 'changed', 'changed'],
  mode: ['~', 'yellow', 'mode', 'mode'],
  owner: ['~', 'yellow', 'owner', 'owner'],
  missing: ['+', 'green', 'missing', 'new'],
  extra: ['-', 'red', 'not in the site any more', 'gone'],
  'not-a-file': ['~', 'yellow', 'no regular file', 'no regular file'],
  form: ['=', 'dim', 'written in another way, means the same', 'written in another way, means the same'],
  'unknown-secret': [
    '?',
    'yellow',
    'the same but for secrets that are not at hand',
    'the same but for secrets that are not at hand',
  ],
};

/** The origin of a difference, as far as the record of the last push shows. */
const ORIGINS: { readonly [O in FileDifference['origin']]: string } = {
  ours: 'the site has changed since it was installed',
  edited: 'by hand since it was installed',
  missing: 'removed by hand since it was installed',
  foreign: 'never installed by clusterc',
  none: '',
};

function* differenceLines(one: FileDifference, { against, stat = false }: Options, paint: Paint): Generator<string> {
  const [symbol, color, words, between] = LOOKS[one.kind];
  const values = one.values === null ? '' : ` ${one.values.found}, the site says ${one.values.desired}`;
  // A file with an unknown secret may be as desired.
  const origin = one.kind === 'unknown-secret' && one.origin === 'ours' ? '' : ORIGINS[one.origin];
  const about = [`${against === 'nodes' ? words : between}${values}`, origin].filter((text) => text !== '');
  const counted = stat && one.hunks.length > 0 ? `  ${lineCounts(one.hunks)}` : '';
  yield `  ${paint[color](symbol)} ${one.path}${counted}  ${paint.dim(`${nodeNames(one.nodes)} (${visible(about.join('; '))})`)}`;
  if (one.because !== null) yield `      ${paint.dim(`compared as text: ${one.because}`)}`;
}

/** `+2 -1`: lines that the site adds and takes away. */
function lineCounts(hunks: FileDifference['hunks']): string {
  const signs = hunks.flatMap(({ lines }) => lines.map(({ sign }) => sign));
  return (['+', '-'] as const).map((sign) => `${sign}${signs.filter((one) => one === sign).length}`).join(' ');
}

/** schemas/output/diff.schema.json. */
export function differencesJson(all: Differences, against: Against): Json {
  const { bundle, nodes, unreachable, differences, uncompared, versionName, versions } = all;
  return {
    version: 1,
    bundle,
    against,
    nodes,
    unreachable,
    differences: differences.map(({ because, unknown, kind, ...rest }) => ({
      ...rest,
      kind,
      counts: isDifference({ kind }),
      reason: because,
      unknown_secrets: unknown,
    })),
    ...(uncompared.length === 0 ? {} : { not_compared: uncompared }),
    ...(versionName === null ? {} : { [`${versionName}s`]: versions }),
    summary: verdict(all, against),
  };
}
