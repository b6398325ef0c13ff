/** Nodes with different contents of a file that the site gives to all of them. */
import type { HostName } from '../base/brand.ts';
import { nodeNames } from '../base/names.ts';
import type { Bundle, OutputFile } from '../bundle/bundle.ts';
import { shown } from '../bundle/content.ts';
import type { NodeState } from '../deploy/node/state.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import type { FileDifference, Differences } from './differences.ts';
import { nodesDiffer } from './findings.ts';

/** `drift/nodes-differ` for each file that the site gives to several nodes and that differs in meaning on one of them. */
export function splitFiles(
  bundle: Bundle,
  states: readonly NodeState[],
  { differences }: Differences,
): readonly Diagnostic[] {
  return sharedFiles(bundle).flatMap(({ path, nodes }) => {
    const groups = groupsOf({ path, nodes }, states, differences);
    const [first] = groups[0] ?? [];
    if (groups.length < 2 || first === undefined) return [];
    return [nodesDiffer({ in: 'output', node: first, path }, { path, groups: groups.map(nodeNames) })];
  });
}

type Shared = Pick<OutputFile, 'path' | 'nodes'>;

/** Files with the same content for several nodes, also where the bundle has one for each node. */
function sharedFiles({ files }: Bundle): readonly Shared[] {
  const all = new Map<string, Shared>();
  for (const { path, nodes, content } of files) {
    const key = `${path}\n${shown(content)}`;
    all.set(key, { path, nodes: [...(all.get(key)?.nodes ?? []), ...nodes] });
  }
  return [...all.values()];
}

/** Groups of nodes with equal files, first those that agree with the site. Nodes without the file are in no group. */
function groupsOf(
  file: Shared,
  states: readonly NodeState[],
  all: readonly FileDifference[],
): readonly (readonly HostName[])[] {
  const own = all.filter(({ path, kind }) => path === file.path && kind === 'content');
  const present = states.flatMap((state) => {
    const here = state.reachable ? state.files.find(({ path }) => path === file.path) : undefined;
    const isFile = here !== undefined && here.relation !== 'absent' && here.relation !== 'other';
    return isFile && file.nodes.includes(state.node) ? [state.node] : [];
  });
  const differing = new Map<string, HostName[]>();
  for (const { nodes, hunks, because } of own) {
    const key = JSON.stringify({ hunks, because });
    differing.set(key, [...(differing.get(key) ?? []), ...nodes.filter((node) => present.includes(node))]);
  }
  const agreeing = present.filter((node) => !own.some(({ nodes }) => nodes.includes(node)));
  return [agreeing, ...differing.values()].filter((group) => group.length > 0);
}
