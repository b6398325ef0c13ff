/** `clusterc plan --old DIR --new DIR`: what the files of one bundle, or folder of nodes, do to a cluster that has the other's. */
import { canonicalJson } from '../../base/json.ts';
import type { BundleNode } from '../../bundle/bundle.ts';
import type { Change } from '../../deploy/plan/changes.ts';
import { hasError } from '../../diag/diagnostic.ts';
import type { FilesOfStack, FilesPredictor } from '../../impact/files.ts';
import type { Effect } from '../../impact/impact.ts';
import type { Platform } from '../../platform/release-id.ts';
import { readPlatform } from '../../platform/platform.ts';
import { changesJson, renderChanges } from '../../report/plan/folders.ts';
import { FILES_OF_STACKS } from '../../stack/files.ts';
import { EXIT, report, unlocated, type ExitCode, type Io } from '../io.ts';
import { readTrees } from '../site/trees.ts';
import { fileChangesOf, folderAt, type Side } from './folder-side.ts';
import { misuse, misused, releaseOf, unknownRelease, type FilesOptions } from './plan-files.ts';

export async function planFolders(options: FilesOptions, io: Io): Promise<ExitCode> {
  const { old: before, new: after } = options;
  const [old, now] = [await folderAt(before), await folderAt(after)];
  if (old.side === undefined || now.side === undefined) {
    report(unlocated([...old.diagnostics, ...now.diagnostics]), io.err);
    return EXIT.failed;
  }
  const stack = stackOf(now.side, old.side);
  const wrong = misuse(options, stack) ?? (options.engine === undefined ? undefined : '--engine goes with two files');
  if (wrong !== undefined) return misused(wrong, io);
  const stated = options.platform ?? now.side.platform ?? old.side.platform ?? stack.usual;
  const platform = releaseOf(stated, stack.families);
  if (platform === undefined) return unknownRelease(stated, stack, io);
  return print(fileChangesOf(old.side, now.side), { stack, platform, nodes: now.side.nodes, options }, io);
}

/** That of the bundle, else the one whose files are there. */
function stackOf(...sides: readonly Side[]): FilesOfStack {
  const named = sides.flatMap(({ platform }) => (platform === undefined ? [] : (readPlatform(platform) ?? [])));
  const has = ({ paths }: FilesOfStack) => sides.some(({ files }) => files.some(({ path }) => paths.includes(path)));
  return (
    FILES_OF_STACKS.find(({ families }) => named.some(({ family }) => families.includes(family))) ??
    FILES_OF_STACKS.find(has) ??
    FILES_OF_STACKS[0]
  );
}

type How = {
  readonly stack: FilesOfStack;
  readonly platform: Platform;
  readonly nodes: readonly BundleNode[];
  readonly options: FilesOptions;
};

async function print(changes: readonly Change[], { stack, platform, nodes, options }: How, io: Io): Promise<ExitCode> {
  const predictor = await stack.predictor();
  const effects = await effectsOf(changes, predictor, { platform, nodes });
  const shown = { changes, effects, fileRules: predictor.fileRules };
  io.out.write(options.format === 'json' ? canonicalJson(changesJson(shown, platform)) : renderChanges(shown, io.out));
  const found = effects.flatMap(({ prediction }) => prediction?.diagnostics ?? []);
  report(unlocated(found), io.err);
  if (hasError(found) || effects.some(({ prediction }) => prediction === undefined)) return EXIT.failed;
  return changes.length > 0 ? EXIT.different : EXIT.done;
}

async function effectsOf(
  changes: readonly Change[],
  predictor: FilesPredictor,
  { platform, nodes }: Pick<How, 'platform' | 'nodes'>,
): Promise<readonly Effect[]> {
  const trees = await readTrees(predictor.xmlIn(changes));
  return predictor.predict(changes, trees, { platform, nodes, facts: [], services: null, member: null, stopped: [] });
}
