/** The subject of a command: a site, compiled, or an existing bundle. */
import { dirname } from 'node:path';
import type { Compilation } from '../../analyse.ts';
import { isBundlePath } from '../../edge/bundle/bundle-read.ts';
import { ownProviders } from '../../edge/secrets/settings.ts';
import { stackOfBundle } from '../../stack/stacks.ts';
import { readKnownBundle } from './bundle.ts';
import { located, pressing, report, type Io } from '../io.ts';

/** `folder`: where relative paths of a site's secret providers start. */
export type About = { readonly compilation: Compilation; readonly folder: string; readonly isBundle: boolean };

export async function aboutOf(path: string, io: Io): Promise<About> {
  if (isBundlePath(path)) return { compilation: await bundleAt(path, io), folder: dirname(path), isBundle: true };
  return { compilation: (await compiler()).compileSite(path, io), folder: path, isBundle: false };
}

/** The same for a push, with its findings reported. What only a report shows is let go before the nodes are asked. */
export async function aboutForPush(
  path: string,
  { report: page }: { readonly report?: string | undefined },
  io: Io,
): Promise<About> {
  const about = await aboutOf(path, io);
  report(pressing(located(about.compilation)), io.err);
  return page === undefined ? { ...about, compilation: await keptForPush(about.compilation) } : about;
}

/** What a push that writes no report keeps of a compilation while it asks nodes: a tenth of the memory of a large site is drafts. */
async function keptForPush({ spec: _spec, drafts = [], ...rest }: Compilation): Promise<Compilation> {
  if (rest.bundle === undefined) return rest;
  const { compared } = await stackOfBundle(rest.bundle).operations();
  return { ...rest, drafts: drafts.filter(({ path }) => compared.some((file) => file.path === path)) };
}

/** A bundle as a compilation without earlier stages. Values of secrets come from the user, never from the bundle. */
export async function bundleAt(path: string, { env }: Io): Promise<Compilation> {
  const { value, diagnostics } = await readKnownBundle(path);
  const secretProviders = ownProviders(env);
  return { files: [], diagnostics, secretProviders, ...(value === undefined ? {} : { bundle: value }) };
}

/** Loaded for sites only: a bundle needs nothing that reads or writes files of a site, which is most of the program. */
export function compiler() {
  return import('./compiled-site.ts');
}
