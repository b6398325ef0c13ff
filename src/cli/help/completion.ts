/** `clusterc completion`: the script of a shell. */
import { readAsset } from '../../edge/assets.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import type { Shell } from './shells.ts';

/** Scripts are as they are: commands and names are asked of `clusterc complete`, so a script never grows old. */
export function completion(shell: Shell, { out }: Io): ExitCode {
  out.write(readAsset(`templates/completion/clusterc.${shell}`));
  return EXIT.done;
}
