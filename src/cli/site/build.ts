/** `clusterc build`: a site as a bundle for review. */
import { join } from 'node:path';
import type { Compilation } from '../../analyse.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { bundleTexts } from '../../bundle/manifest.ts';
import { readActivator } from '../../edge/assets.ts';
import { writeBundleFolder, writeBundleTar } from '../../edge/bundle/bundle-store.ts';
import { EXIT, located, pressing, remark, report, unlocated, type ExitCode, type Io } from '../io.ts';
import { LiveLine } from '../live-line.ts';
import { fileMeter } from './file-meter.ts';
import { compileSite } from '../subject/compiled-site.ts';
import { reviewFiles } from '../subject/review-files.ts';
import { summary } from '../subject/summary.ts';

export type BuildOptions = { readonly output?: string | undefined; readonly tar?: boolean };

export async function build(site: string, { output, tar = false }: BuildOptions, io: Io): Promise<ExitCode> {
  const built = await builtFrom(site, io);
  if (built === undefined) return EXIT.failed;
  const { bundle, words } = built;
  const place = output ?? join('build', `${bundle.cluster}${tar ? '.tar' : ''}`);
  const files = bundleTexts(bundle, readActivator());
  const meter = fileMeter(files.size, io);
  const failed = await (tar ? writeBundleTar : writeBundleFolder)(place, files, meter.written);
  meter.end();
  report(unlocated(failed), io.err);
  if (failed.length > 0) return EXIT.failed;
  remark(`built ${words}; bundle ${bundle.id.slice(0, 12)}`, io);
  io.out.write(`${place}\n`);
  return EXIT.done;
}

type Built = { readonly bundle: Bundle; readonly words: string };

/** A function of its own, so that the model and the tree are not kept while the bundle is written. */
async function builtFrom(site: string, io: Io): Promise<Built | undefined> {
  const line = new LiveLine(io);
  const compilation = withoutSpec(compileSite(site, io));
  report(pressing(located(compilation)), io.err);
  const { bundle } = compilation;
  if (bundle === undefined) return undefined;
  line.show('review   the picture and the pages');
  const reports = await reviewFiles(compilation);
  line.clear();
  return { bundle: { ...bundle, reports }, words: summary(compilation) };
}

/** The review needs the model, and not what it was made from. */
function withoutSpec({ spec: _spec, ...compilation }: Compilation): Compilation {
  return compilation;
}
