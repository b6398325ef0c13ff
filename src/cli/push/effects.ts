/** What a push changes for services that run: each cluster.conf that it replaces is compared with the new one. */
import { as, type FileId } from '../../base/brand.ts';
import type { Compilation } from '../../analyse.ts';
import { rmTypes } from '../../catalogue/rm.ts';
import type { Plan } from '../../deploy/plan/plan.ts';
import { masker } from '../../deploy/node/mask.ts';
import type { Trees } from '../../base/xml.ts';
import { isXml } from '../../diff/compare.ts';
import type { ComparedFile } from '../../diff/compared-file.ts';
import { readXml } from '../../edge/xml/xml-read.ts';
import type { Agents } from '../../stack/cman/impact/agents.ts';
import { compare } from '../../stack/cman/impact/compare-files.ts';
import { siteKeys } from '../../stack/cman/import/site-keys.ts';
import type { Platform } from '../../platform/release-id.ts';
import type { Effect } from '../../report/plan/effects.ts';
import { placesIn } from '../../report/places.ts';
import type { Told } from '../../report/plan/plan.ts';
import { readTrees } from '../site/trees.ts';

const CLUSTER_CONF = '/etc/cluster/cluster.conf';

/** How its changes are shown: by meaning, with the places of the site that are to blame. */
export async function told(plan: Plan, compilation: Compilation, own: readonly ComparedFile[]): Promise<Told> {
  const body = compilation.drafts?.find(({ path }) => path === CLUSTER_CONF)?.body;
  const places = body !== undefined && 'xml' in body ? { placeOf: placesIn(compilation, body.xml, siteKeys) } : {};
  return { trees: await treesOf(plan, own), own, ...places };
}

/** Both texts of every XML file that changes. */
function treesOf({ changes }: Plan, own: readonly ComparedFile[]): Promise<Trees> {
  const updates = changes.filter(({ path, change }) => change === 'update' && isXml(path, own));
  return readTrees([...new Set(updates.flatMap(({ found, desired }) => [found ?? '', desired ?? '']))]);
}

/** One for each text that stands on some node; secrets are withheld on both sides. */
export async function effectsOf(
  { changes }: Pick<Plan, 'changes'>,
  platform: Platform,
  agents: Agents = rmTypes(platform),
): Promise<readonly Effect[]> {
  const updates = changes.filter(({ path, change }) => path === CLUSTER_CONF && change === 'update');
  const texts = new Map(updates.map(({ found, desired }) => [found ?? '', desired ?? '']));
  return Promise.all([...texts].map((pair) => effectOf(pair, platform, agents)));
}

async function effectOf(
  [found, desired]: readonly [string, string],
  platform: Platform,
  agents: Agents,
): Promise<Effect> {
  const hide = masker([]);
  const [before, after] = await Promise.all(
    [found, desired].map((text) => readXml(as<FileId>(CLUSTER_CONF), Buffer.from(hide(text)))),
  );
  const files = { before: before?.root, after: after?.root };
  if (files.before?.name !== 'cluster' || files.after === undefined) return { found };
  const roots = { before: files.before, after: files.after };
  return { found, comparison: compare(roots, { before: agents, after: agents }, platform) };
}
