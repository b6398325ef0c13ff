/** The place in the site where a model value is really set: at its path, or in a profile or group of a VM. */
import type { SourcePath } from '../base/brand.ts';
import type { Model } from './model.ts';
import { originAt } from './origins.ts';

/** The path in the site that sets the value at a path of a VM. Any other path is its own. */
export function writtenPath(path: SourcePath, origins: Model['origins']): SourcePath {
  for (let depth = path[0] === 'vms' ? path.length : 0; depth > 2; depth -= 1) {
    const origin = originAt(origins, path.slice(0, depth));
    if (origin?.kind === 'layer') return [...origin.from, ...path.slice(depth)];
  }
  return path;
}
