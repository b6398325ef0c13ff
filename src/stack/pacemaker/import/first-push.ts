/** Predicts the effect of the first push on the cluster that the CIB was taken from. */
import type { Built } from '../../../import/deviation.ts';
import type { NodeFiles } from '../../../import/node-files.ts';
import { ofCib } from '../impact/prediction.ts';
import { CIB_PATH, newestCib } from './cib-files.ts';

const NOWHERE = { in: 'nowhere', because: 'the sentence names it' } as const;
const LINES = { before: () => NOWHERE, after: () => NOWHERE };

/** One line for each service or VM that is affected, and for each doubt. Without a status, the cluster counts as at rest. */
export function firstPush(nodes: readonly NodeFiles[], built: readonly Built[]): readonly string[] {
  const live = newestCib(nodes)?.root;
  const desired = built.find(({ path }) => path === `/${CIB_PATH}`)?.root;
  if (live === undefined || desired === undefined) return ['There is no CIB to compare with.'];
  const { prediction } = ofCib({ live, desired, members: [], lines: LINES });
  const services = prediction.services.filter(({ severity }) => severity !== 'none').map(({ sentence }) => sentence);
  return services.length + prediction.refusals.length === 0
    ? []
    : [...prediction.refusals, ...services, ...prediction.doubts];
}
