/** An earlier revision, built next to this one: what it makes of a site, and its program. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

/** A source tree with its program built. */
export type Tree = { readonly folder: string; readonly program: string };

export const THIS: Tree = { folder: resolve('.'), program: resolve('dist/main.js') };

/**
 * The tree of a revision, in a new folder, with the packages of this one. Undefined if git does not have the revision, as in a
 * shallow clone.
 */
export function treeOf(revision: string, folder: string): Tree | undefined {
  mkdirSync(folder);
  try {
    const archive = execFileSync('git', ['archive', revision], {
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
  } catch {
    return undefined;
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  execFileSync('node', ['esbuild.config.mjs'], { cwd: folder, stdio: 'ignore' });
  return { folder, program: join(folder, 'dist/main.js') };
}

/**
 * The bundle of a site as a tree builds it, past the checks, which let no cluster have more than 16 hosts. The functions for that have
 * moved since; the bench of diff in the tree says where they are there.
 */
export async function bundled(tree: Tree, site: string, folder: string): Promise<void> {
  const bench = join(tree.folder, 'test/bench');
  const imports = readFileSync(join(bench, 'diff.ts'), 'utf8')
    .split('\n')
    .filter((line) => /^import .*\b(bundleFiles|readActivator|writeBundleFolder|bundleOf)\b/.test(line));
  const call = 'await writeBundleFolder(process.argv[3], bundleFiles(bundleOf(process.argv[2]), readActivator()));';
  const outfile = join(mkdtempSync(resolve('node_modules/.clusterc-bench-')), 'bundled.mjs');
  const stdin = { contents: [...imports, call].join('\n'), resolveDir: bench, loader: 'ts' } as const;
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' });
  execFileSync('node', [outfile, site, folder], { cwd: tree.folder });
  rmSync(join(outfile, '..'), { recursive: true });
}
