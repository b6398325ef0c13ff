/** Names in a site for completion, from its tree or from a stage. Errors of the site are never reported. */
import type { Json } from '../../base/brand.ts';
import { decode, parse } from '../../source/parse.ts';
import { plain, type Tree } from '../../source/tree.ts';
import { readSite } from '../../edge/site/site.ts';
import { isMap } from '../../base/json.ts';
import { withPaths } from '../../model/origins.ts';
import { plainDraft } from '../../emit/draft.ts';
import { hasError } from '../../diag/diagnostic.ts';

/** The tree of a site; undefined if a file of it cannot be read. */
function treeOf(site: string): Tree | undefined {
  const { files, diagnostics } = readSite(site);
  const decoded = decode(files);
  if (hasError([...diagnostics, ...decoded.diagnostics])) return undefined;
  return parse(decoded.files).value;
}

/** The site as it is written; undefined if a file of it cannot be read. */
export function writtenIn(site: string): Json | undefined {
  const tree = treeOf(site);
  return tree && plain(tree);
}

/** Keys of a section as written, so that errors elsewhere in the site do not matter. */
export function namesIn(section: 'hosts' | 'services' | 'vms', site: string): readonly string[] {
  const value = writtenIn(site);
  const entries = isMap(value) ? value[section] : undefined;
  return isMap(entries) ? Object.keys(entries) : [];
}

/** The name of the cluster; undefined if the site names none. */
export function clusterIn(site: string): string | undefined {
  const value = writtenIn(site);
  const cluster = isMap(value) ? value['cluster'] : undefined;
  const name = isMap(cluster) ? cluster['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** The value that `dump STAGE` would print; undefined for stages that ask nodes, and if the site does not reach the stage. */
export async function stageValue(stage: string, site: string): Promise<Json | undefined> {
  if (stage === 'schema') return (await import('../../spec/site-schema.ts')).siteSchema;
  if (stage === 'drafts' || stage === 'bundle') {
    const { drafts, bundle } = (await import('../subject/compiled-site.ts')).compileSite(site);
    return stage === 'drafts' ? drafts?.map(plainDraft) : bundle;
  }
  const tree = treeOf(site);
  if (tree === undefined || stage === 'tree') return tree;
  const { spec, unsound } = (await import('../../spec/validate.ts')).validate(tree, []);
  if (stage === 'spec') return spec;
  if (stage !== 'model') return undefined;
  const [{ resolve }, { stackOf }] = await Promise.all([
    import('../../resolve/resolve.ts'),
    import('../../stack/stacks.ts'),
  ]);
  const { value: model } = resolve(spec, unsound, (platform) => stackOf(platform).resolve);
  return model && withPaths(model);
}
