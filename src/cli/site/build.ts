/** `clusterc build`: a site as a bundle for review. */
import { join } from 'node:path';
import { bundleTexts } from '../../bundle/manifest.ts';
import { readActivator } from '../../edge/assets.ts';
import { writeBundleFolder, writeBundleTar } from '../../edge/bundle/bundle-store.ts';
import { EXIT, located, pressing, remark, report, unlocated, type ExitCode, type Io } from '../io.ts';
import { fileMeter } from './file-meter.ts';
import { compileSite } from '../subject/compiled-site.ts';
import { reviewFiles } from '../subject/review-files.ts';
import { summary } from '../subject/summary.ts';

export type BuildOptions = { readonly output?: string | undefined; readonly tar?: boolean };

export async function build(site: string, { output, tar = false }: BuildOptions, io: Io): Promise<ExitCode> {
  const compilation = compileSite(site, io);
  report(pressing(located(compilation)), io.err);
  const { bundle } = compilation;
  if (bundle === undefined) return EXIT.failed;
  const place = output ?? join('build', `${bundle.cluster}${tar ? '.tar' : ''}`);
  // Before the files: the other stages of a large site are then not kept while it is written.
  const built = summary(compilation);
  const files = bundleTexts({ ...bundle, reports: await reviewFiles(compilation) }, readActivator());
  const meter = fileMeter(files.size, io);
  const failed = await (tar ? writeBundleTar : writeBundleFolder)(place, files, meter.written);
  meter.end();
  report(unlocated(failed), io.err);
  if (failed.length > 0) return EXIT.failed;
  remark(`built ${built}; bundle ${bundle.id.slice(0, 12)}`, io);
  io.out.write(`${place}\n`);
  return EXIT.done;
}
