/** `clusterc build`: a site as a bundle for review. */
import { join } from 'node:path';
import { bundleFiles } from '../bundle/manifest.ts';
import { readActivator } from '../edge/assets.ts';
import { writeBundleFolder, writeBundleTar } from '../edge/bundle-store.ts';
import { EXIT, located, pressing, report, unlocated, type ExitCode, type Io } from './io.ts';
import { compileSite } from './site.ts';
import { summary } from './summary.ts';

export type BuildOptions = { readonly output?: string | undefined; readonly tar?: boolean };

export async function build(site: string, { output, tar = false }: BuildOptions, { out, err }: Io): Promise<ExitCode> {
  const compilation = compileSite(site);
  report(pressing(located(compilation)), err);
  const { bundle } = compilation;
  if (bundle === undefined) return EXIT.failed;
  const place = output ?? join('build', `${bundle.cluster}${tar ? '.tar' : ''}`);
  const files = bundleFiles(bundle, readActivator());
  const failed = tar ? await writeBundleTar(place, files) : writeBundleFolder(place, files);
  report(unlocated(failed), err);
  if (failed.length > 0) return EXIT.failed;
  err.write(`built ${summary(compilation)}; bundle ${bundle.id.slice(0, 12)}\n`);
  out.write(`${place}\n`);
  return EXIT.done;
}
