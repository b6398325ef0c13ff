/** Which release fits: the oldest, from the guess on, of which no rule says that it lacks what the files use. */
import { isMap } from '../../base/json.ts';
import type { Imported } from '../../import/import.ts';
import { platformName, platformOf, rangeOf } from '../../platform/platform.ts';
import { diagnosticsOf } from './examine.ts';

/** What a release can lack: an agent, a device of libvirt, a transport. */
const LACKS: readonly string[] = ['fence/agent-param', 'libvirt/platform', 'cluster/transport'];

/** `run` imports with a guess in place of its own. A release that was said, or read in a file, stays. */
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
