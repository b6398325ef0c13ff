/** A review as a page. The library for pictures is loaded if there is one. */
import { graphviz } from '../../edge/graphviz.ts';
import type { Review } from '../../report/review/document.ts';
import { renderPage } from '../../report/review/html/page.ts';

export async function reviewPage(review: Review): Promise<string> {
  const isDrawn = review.sections.some(({ blocks }) => blocks.some(({ is }) => is === 'picture'));
  return renderPage(review, isDrawn ? await graphviz() : () => '{}');
}
