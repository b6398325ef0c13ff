/** `clusterc convert`: what each part of a site means on another platform, and with -o the site for it. */
import { basename, join, relative } from 'node:path';
import { canonicalJson } from '../../base/json.ts';
import { similar } from '../../base/similar.ts';
import { converted, type Compiled, type Converted } from '../../convert/convert.ts';
import type { Model } from '../../model/model.ts';
import { hasError } from '../../diag/diagnostic.ts';
import { writeNewFolder } from '../../edge/file/new-folder.ts';
import { folderOf, readSite } from '../../edge/site/site.ts';
import { platformName, platformNames, readPlatform } from '../../platform/platform.ts';
import { conversionLines, conversionReport, conversionSummary } from '../../report/conversion.ts';
import { unknownPlatform } from '../../resolve/platform.ts';
import { editorSchema } from '../../spec/editor-schema.ts';
import { stackOf } from '../../stack/stacks.ts';
import { analyse } from '../../analyse.ts';
import type { Tree } from '../../source/tree.ts';
import { EXIT, located, pressing, remark, report, type ExitCode, type Io, type ReadFormat } from '../io.ts';
import { fail } from '../nodes/nodes.ts';
import { analyseSite } from '../subject/site.ts';

export type ConvertOptions = { readonly to: string; readonly output: string | undefined; readonly format: ReadFormat };

const NOWHERE = { in: 'nowhere', because: 'it is on the command line' } as const;

/** Exits 0 if the converted site compiles, 1 if something has to be decided first, or the site itself has errors. */
export async function convert(site: string, { to, output, format }: ConvertOptions, io: Io): Promise<ExitCode> {
  const platform = readPlatform(to);
  if (platform === undefined)
    return fail([unknownPlatform(NOWHERE, { name: to, suggestion: similar(to, platformNames()) ?? null })], io);
  const before = analyseSite(site, io);
  const { tree, model } = before;
  if (hasError(before.diagnostics) || tree === undefined || model === undefined) {
    report(pressing(located(before)), io.err);
    remark('the site has errors; convert it once it compiles', io);
    return EXIT.failed;
  }
  const files = readSite(site).files.map(({ id, bytes }) => ({ id, text: Buffer.from(bytes).toString('utf8') }));
  const result = await conversionOf({ ...before, files, tree, model }, to);
  const from = platformName(model.cluster.platform);
  const said = { cluster: model.cluster.name, from, to: platformName(platform), meanings: result.meanings };
  const failed = output === undefined ? [] : writeNewFolder(output, filesOf(site, result, conversionReport(said)));
  if (failed.length > 0) return fail(failed, io);
  if (format === 'json') io.out.write(canonicalJson({ version: 1, ...said, meanings: said.meanings.map(jsonOf) }));
  else io.out.write(`${conversionLines(said, io.out.color).join('\n')}\n`);
  return ended(said, result, output, io);
}

async function conversionOf(
  before: Compiled & { readonly tree: Tree; readonly model: Model },
  to: string,
): Promise<Converted> {
  const [old, next] = [before.model.cluster.platform, readPlatform(to) ?? before.model.cluster.platform].map(stackOf);
  const conversion = old === next || next === undefined ? null : ((await next.conversion?.()) ?? null);
  const compile = (files: Compiled['files']) =>
    analyse(files.map(({ id, text }) => ({ id, bytes: Buffer.from(text) })));
  return converted(before, { platform: to, conversion, compile });
}

/** The site's files at their places, the report, and the schema for editors. */
function filesOf(site: string, { files }: Converted, text: string): ReadonlyMap<string, string> {
  const root = folderOf(site);
  const placed = files.map(({ id, text: yaml }) => [relative(root, id) || basename(id), yaml] as const);
  return new Map([...placed, ['CONVERT.md', text], ['.clusterc/site.schema.json', canonicalJson(editorSchema())]]);
}

function jsonOf({ subject, outcome, what, sentence, cure, at }: Converted['meanings'][number]) {
  return { ...subject, outcome, what, sentence, cure, at: at === null ? null : at.join('/') };
}

function ended(
  said: { readonly to: string; readonly meanings: Converted['meanings'] },
  { after }: Converted,
  output: string | undefined,
  io: Io,
): ExitCode {
  const open = hasError(after.diagnostics);
  const what =
    output === undefined
      ? `clusterc convert -o DIR --to ${said.to} writes the site`
      : `read ${join(relative('', output) || '.', 'CONVERT.md')}, then: clusterc check ${output}`;
  remark(`${conversionSummary(said)}; ${what}`, io);
  return open ? EXIT.failed : EXIT.done;
}
