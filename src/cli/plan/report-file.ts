/** `plan --report FILE`: the plan as a page, or as Markdown for a name that ends in .md. */
import type { Compilation } from '../../analyse.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { readTemplates } from '../../edge/assets.ts';
import { replaceFile } from '../../edge/file/replace-file.ts';
import { renderMarkdown } from '../../report/review/markdown.ts';
import { planReviewOf, type ReviewedPlan } from '../../report/review/plan-review.ts';
import type { ReviewedSite } from '../../report/review/review.ts';
import { reviewPage } from '../subject/review-page.ts';

/** Without known values of secrets, as on a screen. Code `bundle/unwritable`. */
export async function writePlanReport(
  path: string,
  planned: Omit<ReviewedPlan, 'site'>,
  compilation: Compilation,
  conceal: (text: string) => string,
): Promise<readonly Diagnostic[]> {
  const review = planReviewOf({ ...planned, site: siteOf(compilation) });
  const report = path.endsWith('.md') ? renderMarkdown(review) : await reviewPage(review);
  return replaceFile(path, conceal(report));
}

function siteOf({ bundle, drafts, model, ...rest }: Compilation): ReviewedSite | null {
  if (bundle === undefined || drafts === undefined || model === undefined) return null;
  return { ...rest, bundle, drafts, model, templates: readTemplates() };
}
