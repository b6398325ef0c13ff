/** The release that fits: the oldest one, starting with the guess, that no rule says lacks something the files use. */
import { isMap } from '../../base/json.ts';
import type { Imported } from '../../import/import.ts';
import { platformName, platformOf, rangeOf } from '../../platform/platform.ts';
import { diagnosticsOf } from './examine.ts';

/** Codes about what a release lacks: an agent, a libvirt device, a transport. */
const LACKS: readonly string[] = ['fence/agent-param', 'libvirt/platform', 'cluster/transport'];

/** `run` imports with a guess in place of its own. A release that was given, or read from a file, is kept. */
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
