/** The desired state for `status` and `diff`: a whole bundle, or the part of a site with errors that has none. */
import type { Compilation } from '../../analyse.ts';
import { hasError } from '../../diag/diagnostic.ts';
import type { FoundFile, NodeState } from '../../deploy/node/state.ts';
import type { SoundPart } from '../../sound-part.ts';
import { EXIT, remark, type ExitCode, type Io } from '../io.ts';

/** Undefined if not even the hosts are known. */
export async function lookedFor(compilation: Compilation, io: Io): Promise<SoundPart | undefined> {
  const { bundle } = compilation;
  if (bundle !== undefined) return { bundle, uncompared: [], whole: true };
  const { soundPartOf } = await import('../subject/compiled-site.ts');
  const sound = soundPartOf(compilation);
  if (sound !== undefined) remark(NOT_WHOLE, io);
  return sound;
}

const NOT_WHOLE =
  'the site has errors; the nodes are compared with what is sound, and a host with an error may be missing';

/**
 * The state without a judgement on files that the site may no longer want. What was done to such a file by hand is reported
 * all the same.
 */
export function judgeable(state: NodeState, { whole }: Pick<SoundPart, 'whole'>): NodeState {
  return whole || !state.reachable ? state : { ...state, files: state.files.map(judgeableFile) };
}

function judgeableFile(file: FoundFile): FoundFile {
  if (file.relation !== 'extra') return file;
  return { ...file, relation: file.origin === 'missing' ? 'absent' : 'unknown' };
}

/** A site with errors is never well. */
export function inSpite(code: ExitCode, { diagnostics }: Pick<Compilation, 'diagnostics'>): ExitCode {
  return hasError(diagnostics) ? EXIT.failed : code;
}
