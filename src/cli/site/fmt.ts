/** `clusterc fmt`: the files of a site in the standard style. */
import { realpathSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { hasError } from '../../diag/diagnostic.ts';
import { replaceFile } from '../../edge/file/replace-file.ts';
import { readInput } from '../../edge/site/input.ts';
import { readSite, type SiteFiles } from '../../edge/site/site.ts';
import { count } from '../../report/count.ts';
import { commentsOf, formatYaml } from '../../source/format.ts';
import { decode, parse } from '../../source/parse.ts';
import { showable } from '../../source/values.ts';
import { plain, type SourceFile, type Tree } from '../../source/tree.ts';
import { isSection } from '../../spec/validate.ts';
import { inVersion2 } from './site-version.ts';
import { EXIT, located, remark, report, unlocated, type ExitCode, type Io } from '../io.ts';

const STDIN = '-';

type Options = { readonly check: boolean; readonly toVersion?: string | undefined };

/** Exits 0; with `check` 2 if a file would change; 1 if the site cannot be read, and then writes nothing. */
export function fmt(site: string, { check, toVersion }: Options, io: Io): ExitCode {
  const files = readable(site === STDIN ? readInput() : readSite(site), io);
  if (files === undefined) return EXIT.failed;
  const wanted = toVersion === undefined ? files : renumbered(files, io);
  if (wanted === undefined) return EXIT.failed;
  const fresh = formatted(wanted);
  const changed = fresh.filter(({ text }, index) => text !== files[index]?.text);
  if (check) return judged(changed, site, io);
  if (site === STDIN) return print(fresh, io);
  return write(changed, files.length, io);
}

/** The files of version 2, after a report of what that changes; undefined, and reported, where the site has errors. */
function renumbered(files: readonly SourceFile[], io: Io): readonly SourceFile[] | undefined {
  const made = inVersion2(files);
  if (!('changes' in made)) {
    report(located(made), io.err);
    return undefined;
  }
  for (const change of made.changes) io.err.write(`${change}\n`);
  if (made.changes.length > 0)
    remark('the nodes get these names with the next push; clusterc plan says what that costs', io);
  return made.files;
}

/** Undefined, and reported, where a file is not YAML as a site has it. */
function readable({ files: read, diagnostics }: SiteFiles, io: Io): readonly SourceFile[] | undefined {
  const { files, diagnostics: undecoded } = decode(read);
  const parsed = parse(files);
  const found = [...diagnostics, ...undecoded, ...parsed.diagnostics];
  if (!hasError(found)) return files;
  report(
    located({ files: showable(files, isSection), ...(parsed.value && { tree: parsed.value }), diagnostics: found }),
    io.err,
  );
  return undefined;
}

/** Throws where a value or a comment would be another one, so that nothing is written then. */
function formatted(files: readonly SourceFile[]): readonly SourceFile[] {
  const fresh = files.map(({ id, text }) => ({ id, text: formatYaml(text) }));
  const keeps = fresh.every(({ text }, index) =>
    isDeepStrictEqual(commentsOf(text), commentsOf(files[index]?.text ?? '')),
  );
  if (!keeps || !isDeepStrictEqual(valueOf(parse(fresh).value), valueOf(parse(files).value)))
    throw new Error('bug/format: the formatted site would be another one');
  return fresh;
}

function valueOf(tree: Tree | undefined) {
  return tree && plain(tree);
}

function judged(changed: readonly SourceFile[], site: string, io: Io): ExitCode {
  for (const { id } of changed) io.out.write(`${id}\n`);
  if (changed.length === 0) return EXIT.done;
  remark(`${count(changed.length, 'file')} not in the standard style; next: clusterc fmt ${site}`, io);
  return EXIT.different;
}

function print(files: readonly SourceFile[], io: Io): ExitCode {
  for (const { text } of files) io.out.write(text);
  return EXIT.done;
}

function write(changed: readonly SourceFile[], all: number, io: Io): ExitCode {
  for (const { id, text } of changed) {
    const failed = replaceFile(realpathSync(id), text);
    report(unlocated(failed), io.err);
    if (failed.length > 0) return EXIT.failed;
    io.out.write(`${id}\n`);
  }
  remark(`${count(changed.length, 'file')} of ${all} changed`, io);
  return EXIT.done;
}
