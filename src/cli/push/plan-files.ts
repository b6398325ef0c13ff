/**
 * `clusterc plan --old FILE --new FILE`: what a new configuration does to a cluster that runs the old one, without any node.
 * Exits 0 when nothing changes, 2 when something does, 1 when it has to be allowed or something cannot be read.
 */
import { canonicalJson } from '../../base/json.ts';
import { renderMistake } from '../../diag/text.ts';
import { hasError, type Diagnostic } from '../../diag/diagnostic.ts';
import { compareWithoutOptimising } from '../../edge/v8-flags.ts';
import { readXmlFile, readXmlFiles, readXmlFolder } from '../../edge/xml/xml-file.ts';
import { lineAt } from '../../edge/xml/xml-lines.ts';
import type { FileRead, FilesRead } from '../../impact/files.ts';
import { rangeOf, readPlatform } from '../../platform/platform.ts';
import type { Platform } from '../../platform/release-id.ts';
import { renderImpact } from '../../report/plan/impact.ts';
import { locate } from '../../source/locate.ts';
import { filesFamilies, filesPredictor } from '../../stack/files.ts';
import { EXIT, report, type ExitCode, type Io, type ReadFormat } from '../io.ts';

export type FilesOptions = {
  readonly old: string;
  readonly new: string;
  readonly platform: string;
  readonly format: ReadFormat;
  /** What the stack's program says of services. */
  readonly states?: string | undefined;
  /** Folders with the metadata of agents; of two, the first is of what runs. */
  readonly metadata?: readonly string[];
};

export async function planFiles(options: FilesOptions, io: Io): Promise<ExitCode> {
  const platform = releaseOf(options.platform);
  if (platform === undefined) return unknownRelease(options.platform, io);

  const read = filesPredictor.accept(await filesOf(options), placeOf);
  compareWithoutOptimising(read.old.text.length + read.new.text.length);
  const files = [read.old, read.new, ...(read.states === undefined ? [] : [read.states]), ...read.metadata.flat()];
  const unread = files.flatMap(({ root, diagnostics }) => (root === undefined ? diagnostics : []));
  const predicted = unread.length > 0 ? undefined : filesPredictor.predict(read, platform, placeOf);
  if (predicted === undefined) return tell(files, unread, io);
  const { prediction, json } = predicted;
  io.out.write(options.format === 'json' ? canonicalJson(json()) : renderImpact(prediction, io.out));
  tell(files, prediction.diagnostics, io);
  if (hasError(prediction.diagnostics)) return EXIT.failed;
  return prediction.isDifferent ? EXIT.different : EXIT.done;
}

async function filesOf({ old, new: now, states, metadata = [] }: FilesOptions): Promise<FilesRead> {
  const [before, after] = await readXmlFiles(old, now);
  return {
    old: before,
    new: after,
    states: states === undefined ? undefined : await readXmlFile(states),
    metadata: await Promise.all(metadata.map((folder) => readXmlFolder(folder, 'passed over'))),
  };
}

function placeOf({ file, text }: FileRead, line: number) {
  return lineAt(file, text, line);
}

/** A release whose nodes read such files, as a site spells it. */
function releaseOf(text: string): Platform | undefined {
  const platform = readPlatform(text);
  if (platform === undefined || !filesFamilies.includes(platform.family)) return undefined;
  const [oldest, newest] = rangeOf(platform);
  return platform.minor >= oldest.minor && platform.minor <= newest.minor ? platform : undefined;
}

function unknownRelease(text: string, { err }: Io): ExitCode {
  err.write(
    renderMistake(
      `there is no release ${text} that reads such files; write it as rhel6.4, rhel5.8 or fedora13`,
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
