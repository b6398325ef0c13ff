/** Chooses the oldest release that lacks nothing the imported files use, starting with a guess. */
import { isMap } from '../../base/json.ts';
import type { Imported } from '../../import/import.ts';
import { platformName, platformOf, rangeOf } from '../../platform/platform.ts';
import { diagnosticsOf } from './examine.ts';

/** Codes for an agent, a libvirt device or a transport that a release does not have. */
const LACKS: readonly string[] = ['fence/agent-param', 'libvirt/platform', 'cluster/transport'];

/**
 * Runs the import with later guesses until the release fits. A release that the user or a file names is kept. `run` imports with
 * a guess.
 */
export function fitting(run: (guess?: string) => Imported): Imported {
  const first = run();
  const { cluster } = first.site;
  const guessed = first.remarks.some(({ at }) => at.join('/') === 'cluster/platform');
  const spelled = isMap(cluster) ? String(cluster['platform']) : '';
  if (!guessed || lacking(first) === 0) return first;
  const { family, minor } = platformOf(spelled);
  const newest = rangeOf({ family, minor })[1].minor;
  const later = Array.from({ length: newest - minor }, (_, step) => platformName({ family, minor: minor + step + 1 }));
  for (const guess of later) {
    const other = run(guess);
    if (lacking(other) === 0) return other;
  }
  return first;
}

function lacking({ site }: Imported): number {
  return diagnosticsOf(site).filter(({ code, severity }) => severity === 'error' && LACKS.includes(code)).length;
}
