/**
 * `clusterc plan --old FILE --new FILE`: what a new configuration does to a cluster that runs the old one, without any node.
 * Exits 0 when nothing changes, 2 when something does, 1 when it has to be allowed or something cannot be read.
 */
import { statSync } from 'node:fs';
import { canonicalJson } from '../../base/json.ts';
import { renderMistake } from '../../diag/text.ts';
import { hasError, type Diagnostic } from '../../diag/diagnostic.ts';
import { isBundlePath } from '../../edge/bundle/bundle-read.ts';
import { compareWithLessOptimising, compareWithoutOptimising } from '../../edge/v8-flags.ts';
import { readXmlFile, readXmlFolder, readXmlOrTextFiles } from '../../edge/xml/xml-file.ts';
import { lineAt } from '../../edge/xml/xml-lines.ts';
import type { FileRead, FilesOfStack, FilesRead } from '../../impact/files.ts';
import { rangeOf, readPlatform } from '../../platform/platform.ts';
import type { FamilyName, Platform } from '../../platform/release-id.ts';
import { renderImpact } from '../../report/plan/impact.ts';
import { locate } from '../../source/locate.ts';
import { FILES_OF_STACKS } from '../../stack/files.ts';
import { FILES_WORDS } from '../../stack/words.ts';
import { EXIT, report, type ExitCode, type Io, type ReadFormat } from '../io.ts';
import { usageError } from '../usage.ts';
import { asked } from './local-engine.ts';

export type FilesOptions = {
  readonly old: string;
  readonly new: string;
  /** Undefined: that of the files, or the usual one of their stack. */
  readonly platform?: string | undefined;
  readonly format: ReadFormat;
  /** The output of the stack's program about services. */
  readonly states?: string | undefined;
  /** Folders with the metadata of agents; of two, the first is of what runs. */
  readonly metadata?: readonly string[];
  /** The cluster's own engine, to be asked as well. */
  readonly engine?: string | undefined;
};

export async function planFiles(options: FilesOptions, io: Io): Promise<ExitCode> {
  if (isFolder(options.old) && isFolder(options.new))
    return (await import('./plan-folders.ts')).planFolders(options, io);
  compareWithLessOptimising(sizeOf(options.old) + sizeOf(options.new));
  const found = await readXmlOrTextFiles(options.old, options.new);
  const stack = FILES_OF_STACKS.find(({ recognises }) => found.some(recognises)) ?? FILES_OF_STACKS[0];
  const wrong = misuse(options, stack);
  if (wrong !== undefined) return misused(wrong, io);
  const platform = releaseOf(options.platform ?? stack.usual, stack.families);
  if (platform === undefined) return unknownRelease(options.platform ?? '', stack, io);
  return compared(await filesOf(found, options), { stack, platform, options }, io);
}

type How = { readonly stack: FilesOfStack; readonly platform: Platform; readonly options: FilesOptions };

async function compared(given: FilesRead, { stack, platform, options }: How, io: Io): Promise<ExitCode> {
  const predictor = await stack.predictor();
  const read = predictor.accept(given, placeOf);
  if (stack.takes.states) compareWithoutOptimising(read.old.text.length + read.new.text.length);
  const files = [read.old, read.new, ...(read.states === undefined ? [] : [read.states]), ...read.metadata.flat()];
  const unread = files.flatMap(({ root, diagnostics }) => (root === undefined ? diagnostics : []));
  const predicted = unread.length > 0 ? undefined : predictor.compare(read, platform, placeOf);
  if (predicted === undefined) return tell(files, unread, io);
  const { prediction, json, witness } = predicted;
  const heard = options.engine === undefined || witness === undefined ? [] : (await asked(witness, io)).diagnostics;
  const found = [...prediction.diagnostics, ...heard];
  io.out.write(options.format === 'json' ? canonicalJson(json(platform)) : renderImpact(prediction, io.out));
  tell(files, found, io);
  if (hasError(found)) return EXIT.failed;
  return prediction.isDifferent ? EXIT.different : EXIT.done;
}

/** A folder, or a bundle in an archive. */
function isFolder(path: string): boolean {
  return isBundlePath(path) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

async function filesOf(
  [old, now]: readonly [FileRead, FileRead],
  { states, metadata = [] }: FilesOptions,
): Promise<FilesRead> {
  return {
    old,
    new: now,
    states: states === undefined ? undefined : await readXmlFile(states),
    metadata: await Promise.all(metadata.map((folder) => readXmlFolder(folder, 'passed over'))),
  };
}

/** An option that has no meaning for such files. */
export function misuse({ states, metadata = [], engine }: FilesOptions, { takes }: FilesOfStack): string | undefined {
  const [first] = FILES_WORDS.flatMap((words) => words.states ?? []);
  if (states !== undefined && !takes.states) return `--${first?.name} does not apply to these files`;
  if (metadata.length > 0 && !takes.metadata) return '--metadata does not apply to these files';
  return engine === undefined || takes.engine ? undefined : `${engine} knows nothing of these files`;
}

export function misused(sentence: string, { err }: Io): ExitCode {
  err.write(usageError(sentence, 'plan', err.color));
  return EXIT.usage;
}

function placeOf({ file, text }: FileRead, line: number) {
  return lineAt(file, text, line);
}

/** A release whose nodes read such files, as a site spells it. */
export function releaseOf(text: string, families: readonly FamilyName[]): Platform | undefined {
  const platform = readPlatform(text);
  if (platform === undefined || !families.includes(platform.family)) return undefined;
  const [oldest, newest] = rangeOf(platform);
  return platform.minor >= oldest.minor && platform.minor <= newest.minor ? platform : undefined;
}

export function unknownRelease(text: string, stack: FilesOfStack, { err }: Io): ExitCode {
  const { releases } = FILES_WORDS[FILES_OF_STACKS.indexOf(stack)] ?? { releases: stack.usual };
  err.write(
    renderMistake(
      `there is no release ${text} that reads such files; write it as ${releases}`,
      'clusterc help plan',
      err.color,
    ),
  );
  return EXIT.usage;
}

function tell(files: readonly FileRead[], found: readonly Diagnostic[], { err }: Io): ExitCode {
  report(
    locate(
      files.map(({ file, text }) => ({ id: file, text })),
      undefined,
      found,
    ),
    err,
  );
  return EXIT.failed;
}
