/**
 * Differences between nodes and site, as values. Files that clusterc does not manage are not compared. The version of an
 * announced file is not a difference; different versions among nodes are listed separately.
 */
import type { Digest, HostName, Json, RemotePath, SecretName } from '../base/brand.ts';
import { own } from '../base/json.ts';
import type { Bundle, OutputFile } from '../bundle/bundle.ts';
import { secretsIn, type Content } from '../bundle/content.ts';
import { octal } from '../bundle/manifest.ts';
import type { FileOrigin, FoundFile, NodeState, ReachedNode } from '../deploy/node/state.ts';
import type { Trees } from '../base/xml.ts';
import { askedOf } from './contents.ts';
import { compareTexts, isXml, type Compared } from './compare.ts';
import type { ComparedFile } from './compared-file.ts';
import { releaseOf } from './release.ts';
import type { Hunk } from './hunks.ts';

/**
 * `form`: another text with the same meaning; `unknown-secret`: equal except for a secret whose value is unknown. Neither is a
 * difference.
 */
export type DifferenceKind = RealDifference | 'form' | 'unknown-secret';
type RealDifference = 'content' | 'mode' | 'owner' | 'missing' | 'extra' | 'not-a-file';

export type FileDifference = {
  readonly path: RemotePath;
  readonly kind: DifferenceKind;
  /** Nodes that have it, by node_id. */
  readonly nodes: readonly HostName[];
  /** The content compared with the last installed one; see FoundFile. `none` for mode and owner, which are not recorded. */
  readonly origin: FileOrigin;
  /** With kind mode and owner. */
  readonly values: { readonly found: string; readonly desired: string } | null;
  readonly by: Compared['by'];
  readonly because: string | null;
  readonly hunks: readonly Hunk[];
  /** Secrets in it that could not be compared. */
  readonly unknown: readonly SecretName[];
};

export type Versions = { readonly nodes: readonly HostName[] } & ReachedNode['configVersion'];

export type Differences = {
  readonly bundle: Digest;
  readonly nodes: readonly HostName[];
  readonly unreachable: readonly { readonly node: HostName; readonly reason: string }[];
  /** By path. */
  readonly differences: readonly FileDifference[];
  /** Files that errors of the site concern. */
  readonly uncompared: readonly RemotePath[];
  /** Name of the configuration's version; null for a stack without one. */
  readonly versionName: string | null;
  /** Empty if all nodes have equal versions. */
  readonly versions: readonly Versions[];
};

export type DiffInput = {
  readonly bundle: Bundle;
  readonly states: readonly NodeState[];
  readonly trees: Trees;
  /** The files of the stack. */
  readonly own: readonly ComparedFile[];
  readonly versionName: string | null;
  /** The text of a content for the comparison; see `desiredText`. */
  readonly textOf: (content: Content) => string;
  /** Secrets whose values were known when the nodes were asked. */
  readonly known: ReadonlySet<SecretName>;
  /** Files that the bundle lacks, since errors of the site concern them. */
  readonly uncompared?: readonly RemotePath[];
  /** Is the owner of files compared on this node? Not in a sandbox, whose files belong to its user. */
  readonly owned: (node: HostName) => boolean;
};

export function differencesIn(subject: DiffInput): Differences {
  const { bundle, states, uncompared = [] } = subject;
  const compare = comparer(subject);
  const reached = states.filter((state) => state.reachable);
  const all = reached.flatMap((state) => differencesOn(state, subject, compare));
  return {
    bundle: bundle.id,
    nodes: states.map(({ node }) => node),
    unreachable: states.flatMap((state) => (state.reachable ? [] : [{ node: state.node, reason: state.reason }])),
    differences: folded(all).toSorted((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path))),
    uncompared,
    versionName: subject.versionName,
    versions: versionsOf(reached),
  };
}

/** Does it count as a difference? */
export function isDifference({ kind }: Pick<FileDifference, 'kind'>): boolean {
  return kind !== 'form' && kind !== 'unknown-secret';
}

/** All texts that have to be read as trees first, found and desired. */
export function textsToRead({
  bundle,
  states,
  textOf,
  own,
}: Pick<DiffInput, 'bundle' | 'states' | 'textOf' | 'own'>): readonly string[] {
  const texts = states.flatMap((state) => {
    if (!state.reachable) return [];
    const desired = new Map(askedOf(bundle, state).map((file) => [file.path, file]));
    return state.files.flatMap(({ path, text }) => {
      const file = desired.get(path);
      return text === null || file === undefined || !isXml(path, own) ? [] : [text, textOf(file.content)];
    });
  });
  return [...new Set(texts)];
}

type Compare = (path: RemotePath, found: string, file: OutputFile, desired: string) => Compared;

/** Compares equal texts, as many nodes have them, only once. */
function comparer({ bundle, trees, known, own }: DiffInput): Compare {
  const release = releaseOf(bundle);
  const done = new Map<string, Map<string, Compared>>();
  return (path, found, { content }, desired) => {
    const ofPath = done.get(desired) ?? new Map<string, Compared>();
    done.set(desired, ofPath);
    const key = `${path}\n${found}`;
    const unknown = new Set(secretsIn(content).filter((name) => !known.has(name)));
    const compared = ofPath.get(key) ?? compareTexts(path, { found, desired }, { trees, unknown, own, release });
    ofPath.set(key, compared);
    return compared;
  };
}

function differencesOn(state: ReachedNode, subject: DiffInput, compare: Compare): readonly FileDifference[] {
  const found = new Map(state.files.map((file) => [file.path, file]));
  const desired = askedOf(subject.bundle, state);
  const paths = new Set(desired.map(({ path }) => path));
  // Installed by us, no longer desired, and still there.
  const left = state.files.filter(({ relation, origin }) => relation === 'extra' && origin !== 'missing');
  const extra = left.filter(({ path }) => !paths.has(path));
  const own = desired.flatMap((file) =>
    ofFile(found.get(file.path) ?? absent(file.path), file, state.node, subject, compare),
  );
  return [...own, ...extra.map((file) => difference(file, 'extra', state.node))];
}

function absent(path: RemotePath): FoundFile {
  return { path, relation: 'absent', origin: 'none', mode: null, owner: null, group: null, text: null };
}

function ofFile(
  here: FoundFile,
  file: OutputFile,
  node: HostName,
  subject: DiffInput,
  compare: Compare,
): readonly FileDifference[] {
  if (here.relation === 'absent') return [difference(here, 'missing', node)];
  if (here.relation === 'other') return [difference(here, 'not-a-file', node)];
  const unknown = secretsIn(file.content).filter((name) => !subject.known.has(name));
  return [...contentOf(here, file, node, unknown, subject, compare), ...attributesOf(here, file, node, subject)];
}

function contentOf(
  here: FoundFile,
  file: OutputFile,
  node: HostName,
  unknown: readonly SecretName[],
  { textOf }: DiffInput,
  compare: Compare,
): readonly FileDifference[] {
  if (here.relation === 'same') return [];
  if (here.text === null) {
    const kind = here.relation === 'unknown' ? 'unknown-secret' : 'content';
    return [difference(here, kind, node, { by: 'text', because: 'its text was not read', unknown })];
  }
  const [, what] = /^\((large|binary|other) file\)\n?$/.exec(here.text) ?? [];
  if (what !== undefined) return [difference(here, 'content', node, { by: 'text', because: own(SIZES, what) ?? what })];
  const compared = compare(here.path, here.text, file, textOf(file.content));
  if (compared.hunks.length > 0) return [difference(here, 'content', node, { ...compared, unknown })];
  if (unknown.length > 0) return [difference(here, 'unknown-secret', node, { ...compared, unknown })];
  if (compared.by === 'meaning') return [difference(here, 'form', node, compared)]; // of any other file each byte counts
  return [
    difference(here, 'content', node, {
      ...compared,
      because: compared.because ?? 'no line of it that may be shown differs',
    }),
  ];
}

/** What the activator sends in place of a text. */
const SIZES: { readonly [what: string]: string } = {
  large: 'the file there is too large to be shown',
  binary: 'the file there is not text',
  other: 'what is there is not a regular file',
};

function attributesOf(
  here: FoundFile,
  file: OutputFile,
  node: HostName,
  { owned }: DiffInput,
): readonly FileDifference[] {
  // Only the content is compared with what was installed.
  const values = (found: string, desired: string) => ({ values: { found, desired }, origin: 'none' as const });
  const owner = `${here.owner}:${here.group}`;
  const desired = `${file.owner}:${file.group}`;
  return [
    ...(here.mode === null || here.mode === file.mode
      ? []
      : [difference(here, 'mode', node, values(octal(here.mode), octal(file.mode)))]),
    ...(owned(node) && owner !== desired ? [difference(here, 'owner', node, values(owner, desired))] : []),
  ];
}

function difference(
  { path, origin }: FoundFile,
  kind: DifferenceKind,
  node: HostName,
  more: Partial<FileDifference> = {},
): FileDifference {
  const nothing = { values: null, by: 'meaning', because: null, hunks: [], unknown: [] } as const;
  return { path, kind, nodes: [node], origin, ...nothing, ...more };
}

/** Groups differences that differ only in their node. */
function folded(all: readonly FileDifference[]): readonly FileDifference[] {
  return together(all, ({ nodes: _nodes, ...rest }) => rest);
}

function together<T extends { readonly nodes: readonly HostName[] }>(
  all: readonly T[],
  rest: (one: T) => Json,
): readonly T[] {
  const groups = new Map<string, T>();
  for (const one of all) {
    const key = JSON.stringify(rest(one));
    const before = groups.get(key);
    groups.set(key, before === undefined ? one : { ...before, nodes: [...before.nodes, ...one.nodes] });
  }
  return [...groups.values()];
}

/** Empty unless nodes differ, or a node's file differs from the running or installed version. */
function versionsOf(states: readonly ReachedNode[]): readonly Versions[] {
  const all = states.map(({ node, configVersion }) => ({ nodes: [node], ...configVersion }));
  const groups = together(all, ({ nodes: _nodes, ...versions }) => versions);
  const agrees = ({ file, running, installed }: Versions) =>
    [running, installed].every((version) => version === null || version === file);
  return groups.length > 1 || !groups.every(agrees) ? groups : [];
}
