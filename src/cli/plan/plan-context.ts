/** The context in which a plan is shown: predicted effects, changed files parsed, and places in the site. */
import type { Compilation } from '../../analyse.ts';
import type { Trees } from '../../base/xml.ts';
import { withoutOptions } from '../../deploy/node/mask.ts';
import type { Plan } from '../../deploy/plan/plan.ts';
import { isXml } from '../../diff/compare.ts';
import type { ComparedFile, ComparedXml } from '../../diff/compared-file.ts';
import { placesIn } from '../../report/places.ts';
import type { PlanContext } from '../../report/plan/plan.ts';
import type { Operations } from '../../stack/stack.ts';
import { readTrees } from '../subject/trees.ts';

export async function planContext(
  plan: Plan,
  compilation: Compilation,
  { compared: own, predictor: { fileRules } }: Pick<Operations, 'compared' | 'predictor'>,
): Promise<PlanContext> {
  const file = own.find((one) => one.format === 'xml');
  return {
    trees: await treesOf(plan, own),
    own,
    fileRules,
    ...(file === undefined ? {} : placesOf(file, compilation)),
  };
}

function placesOf(file: ComparedXml, compilation: Compilation): Pick<PlanContext, 'placeOf'> {
  const body = compilation.drafts?.find(({ path }) => path === file.path)?.body;
  const siteKeys = (element: string, attribute: string) => file.siteKeys(element, attribute);
  return body !== undefined && 'xml' in body ? { placeOf: placesIn(compilation, body.xml, siteKeys) } : {};
}

/** Old and new text of every changed XML file. */
function treesOf({ changes }: Plan, own: readonly ComparedFile[]): Promise<Trees> {
  const updates = changes.filter(({ path, change }) => change === 'update' && isXml(path, own));
  return readTrees([...new Set(updates.flatMap(({ found, desired }) => [found ?? '', withoutOptions(desired ?? '')]))]);
}
