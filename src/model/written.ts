/** Where the value at a path of the model is really written: at the path, or in a profile or group that a VM takes. */
import type { SourcePath } from '../base/brand.ts';
import { own } from '../base/json.ts';
import type { Model } from './model.ts';

/** The path in the site where the value at a path of a VM is written. Any other path is its own. */
export function writtenPath(path: SourcePath, origins: Model['origins']): SourcePath {
  for (let depth = path[0] === 'vms' ? path.length : 0; depth > 2; depth -= 1) {
    const origin = own(origins, path.slice(0, depth).join('/'));
    if (origin?.kind === 'layer') return [...origin.from, ...path.slice(depth)];
  }
  return path;
}
