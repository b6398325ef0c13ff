/** Reviews for tests: of fixtures, and of sites of any size. */
import { compile } from '../../../src/compile.ts';
import type { Compilation } from '../../../src/analyse.ts';
import { as, type FileId } from '../../../src/base/brand.ts';
import { reviewFiles } from '../../../src/cli/subject/review-files.ts';
import { siteOf, type Shape } from '../../bench/site.ts';
import { compileFixture, templates } from '../../support/fixtures.ts';

export function compileShape(shape: Shape): Compilation {
  const id = as<FileId>('site.yaml');
  return compile([{ id, bytes: Buffer.from(siteOf(shape)) }], templates);
}

export async function reviewIn(compilation: Compilation, path: 'review.md' | 'review.html'): Promise<string> {
  const files = await reviewFiles(compilation);
  const file = files.find((one) => one.path === path);
  if (file === undefined) throw new Error(`no ${path}`);
  return file.text;
}

export function markdownOf(cluster: string): Promise<string> {
  return reviewIn(compileFixture(cluster), 'review.md');
}

export function pageOf(cluster: string): Promise<string> {
  return reviewIn(compileFixture(cluster), 'review.html');
}
