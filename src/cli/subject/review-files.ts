/** The review of a compiled site, as files of its bundle. Loaded by commands that write one. */
import type { Compilation } from '../../analyse.ts';
import type { ReportFile } from '../../bundle/bundle.ts';
import { readTemplates } from '../../edge/assets.ts';
import { renderMarkdown } from '../../report/review/markdown.ts';
import { reviewOf } from '../../report/review/review.ts';
import { reviewPage } from './review-page.ts';

/** By path. None if the site did not become a bundle. */
export async function reviewFiles(compilation: Compilation): Promise<readonly ReportFile[]> {
  const { bundle, drafts, model } = compilation;
  if (bundle === undefined || drafts === undefined || model === undefined) return [];
  const review = reviewOf({ ...compilation, bundle, drafts, model, templates: readTemplates() });
  return [
    { path: 'review.html', text: await reviewPage(review) },
    { path: 'review.md', text: renderMarkdown(review) },
  ];
}
