/** `clusterc completion`: the completion script of a shell. */
import { readAsset } from '../../edge/assets.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import type { Shell } from './shells.ts';

/** The script is a fixed text. It asks `clusterc complete` for commands and names, so it never becomes outdated. */
export function completion(shell: Shell, { out }: Io): ExitCode {
  out.write(readAsset(`templates/completion/clusterc.${shell}`));
  return EXIT.done;
}
