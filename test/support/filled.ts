/** The files of a bundle as installed on a node, with dummy secrets, for external validators. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unseal, Sealed } from '../../src/base/sealed.ts';
import { fill, secretsIn } from '../../src/bundle/content.ts';
import { bundleOf } from './fixtures.ts';

export type FilledFile = { readonly node: string; readonly path: string; readonly text: string; readonly file: string };

/** Writes all files of a cluster below a temporary folder. All secrets have the given value. */
export function filledFiles(cluster: string, secret: string): readonly FilledFile[] {
  const root = mkdtempSync(join(tmpdir(), 'clusterc-filled-'));
  return bundleOf(cluster).files.flatMap(({ nodes, path, content }) => {
    const values = new Map(secretsIn(content).map((name) => [name, Sealed.of(name, secret)]));
    const text = String(unseal(fill(content, values, { 'config-version': 1 })));
    return nodes.map((node) => ({ node, path, text, file: write(join(root, node, path), text) }));
  });
}

function write(file: string, text: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}
