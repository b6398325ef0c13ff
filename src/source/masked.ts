/** What a site says as it may be shown: without values that are secrets by their name, or by what was found about them. */
import type { Json, SourcePath } from '../base/brand.ts';
import { isList, isMap } from '../base/json.ts';
import { isSecretName } from '../base/secret-names.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import type { Tree } from './tree.ts';

const HIDDEN = '(hidden)';

/** In a site this key holds the name of a secret. */
const NAME_OF_ONE = 'secret';

export function maskTree(tree: Tree, found: readonly Diagnostic[]): Tree {
  const paths = new Set(
    found.flatMap(({ at }) => (at.in === 'model' && at.secret === true ? [at.path.join('/')] : [])),
  );
  const walk = (node: Tree, path: SourcePath, inside: boolean): Tree => {
    const hides = inside || paths.has(path.join('/'));
    if (node.kind === 'scalar') return hides || isSecret(path) ? { ...node, value: HIDDEN } : node;
    if (node.kind === 'list')
      return { ...node, items: node.items.map((item, index) => walk(item, [...path, index], hides)) };
    const entries = node.entries.map((one) => ({ ...one, value: walk(one.value, [...path, one.key], hides) }));
    return { ...node, entries };
  };
  return walk(tree, [], false);
}

export function maskJson(value: Json, path: SourcePath = []): Json {
  if (isList(value)) return value.map((item, index) => maskJson(item, [...path, index]));
  if (isMap(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskJson(inner, [...path, key])]));
  return typeof value !== 'boolean' && value !== null && isSecret(path) ? HIDDEN : value;
}

function isSecret(path: SourcePath): boolean {
  const name = path.at(-1);
  return typeof name === 'string' && name !== NAME_OF_ONE && name !== 'key' && isSecretName(name);
}
