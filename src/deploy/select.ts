/** `--limit`: selects nodes of a bundle. Pure. */
import { similar } from '../base/similar.ts';
import type { Bundle, BundleNode } from '../bundle/bundle.ts';
import { defineDiagnostic, type Diagnostic, type Result } from '../diag/diagnostic.ts';

export const noSuchNode = defineDiagnostic<{ word: string; suggestion: string | null; known: readonly string[] }>({
  code: 'node/no-such-node',
  severity: 'error',
  message: (f) =>
    `--limit ${f.word}: there is no such host, and no group of hosts${f.suggestion === null ? '' : `; did you mean ${f.suggestion}?`}`,
  help: (f) => `use names, patterns such as host*, or groups: ${f.known.join(', ')}`,
  explain: 'A misspelled name would select nothing, and comparing no node finds no difference.',
});

export const noneLeft = defineDiagnostic<{ limit: string }>({
  code: 'node/none-left',
  severity: 'error',
  message: (f) => `--limit ${f.limit} leaves no node`,
  help: () => 'take out one of the words that begin with an exclamation mark',
  explain: 'Comparing no node finds no difference, which cannot be meant.',
});

const NOWHERE = { in: 'nowhere', because: 'it is about the command line' } as const;

/**
 * A bundle, or anything else with nodes, reduced to those of a list: `host1,rack-a,db*,!host3`. Words are names of hosts or
 * nodes, patterns with `*` and `?`, and groups; `!` excludes. Codes `node/no-such-node`, `node/none-left`.
 */
export function limited<T extends Pick<Bundle, 'nodes'>>(bundle: T, limit: string | undefined): Result<T> {
  if (limit === undefined) return { value: bundle, diagnostics: [] };
  const words = limit.split(',').map((word) => word.trim());
  const diagnostics = words.flatMap((word) => mistake(word, bundle));
  if (diagnostics.length > 0) return { diagnostics };
  const wanted = words.filter((word) => !word.startsWith('!'));
  const refused = words.filter((word) => word.startsWith('!')).map((word) => word.slice(1));
  const nodes = bundle.nodes.filter(
    (node) =>
      (wanted.length === 0 || wanted.some((word) => isMeant(node, word, bundle))) &&
      !refused.some((word) => isMeant(node, word, bundle)),
  );
  return nodes.length === 0
    ? { diagnostics: [noneLeft(NOWHERE, { limit })] }
    : { value: { ...bundle, nodes }, diagnostics: [] };
}

function mistake(text: string, bundle: Pick<Bundle, 'nodes'>): readonly Diagnostic[] {
  const { nodes } = bundle;
  const word = text.replace(/^!/, '');
  if (nodes.some((node) => isMeant(node, word, bundle))) return [];
  const known = [...new Set(nodes.flatMap(({ host, groups = [] }) => [host, ...groups]))];
  return [noSuchNode(NOWHERE, { word, suggestion: similar(word, known) ?? null, known: known.slice(0, 20) })];
}

/** The name of a host means that host, whatever groups are called. */
function isMeant({ host, nodeName, groups = [] }: BundleNode, word: string, { nodes }: Pick<Bundle, 'nodes'>): boolean {
  if (nodes.some((node) => node.host === word)) return host === word;
  const pattern = new RegExp(
    `^${word
      .replace(/[^\w*?]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );
  return [host, nodeName, ...groups].some((name) => pattern.test(name));
}
