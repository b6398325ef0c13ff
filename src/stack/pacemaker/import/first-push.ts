/** Predicts the effect of the first push on the cluster that the CIB was taken from. Only its status says what runs. */
import { elementsIn } from '../../../base/xml.ts';
import type { Built } from '../../../import/deviation.ts';
import type { NodeFiles } from '../../../import/node-files.ts';
import { predictCib } from '../impact/predict.ts';
import { CIB_PATH, newestCib } from './cib-files.ts';

/** Later than any time in a status: no failure is counted as recent. In seconds. */
const LATER = 4_102_444_800;

/** One line for each service or VM that is affected. Without a status, that nothing can be predicted. */
export function firstPush(nodes: readonly NodeFiles[], built: readonly Built[]): readonly string[] {
  const before = newestCib(nodes)?.root;
  const after = built.find(({ path }) => path === `/${CIB_PATH}`)?.root;
  if (before === undefined || after === undefined) return ['There is no CIB to compare with.'];
  const states = elementsIn(before, 'status').flatMap((status) => elementsIn(status, 'node_state'));
  if (states.length === 0)
    return [
      `Not known: the CIB has no status, which says what runs. Ask with \`cibadmin --query\` on a node that is up.`,
    ];
  const prediction = predictCib(before, after, LATER);
  if (prediction.kind !== 'predicted') return prediction.reasons.map(({ sentence }) => `Not known: ${sentence}.`);
  const services = prediction.services.filter(({ severity, pending }) => severity > 0 && !pending);
  return [...prediction.fenced.map((node) => `${node} is fenced.`), ...services.map(({ sentence }) => sentence)];
}
