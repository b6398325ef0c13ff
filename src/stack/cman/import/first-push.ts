/** What the first push of an imported site does to a cluster that runs the files as they were read. */
import { rmTypes } from '../../../catalogue/rm.ts';
import type { Built } from '../../../import/deviation.ts';
import type { NodeFiles } from '../../../import/node-files.ts';
import type { Platform } from '../../../platform/release-id.ts';
import { compare, NEEDS, summaryOf } from '../impact/compare-files.ts';
import { causeOf, sentenceOf } from '../impact/sentences.ts';
import { CLUSTER_CONF, newestConf } from './conf-files.ts';

/** A summary, then a line for each service, VM or daemon that is affected; empty where nothing is. */
export function firstPush(nodes: readonly NodeFiles[], built: readonly Built[], platform: Platform): readonly string[] {
  const before = newestConf(nodes).root;
  const after = built.find(({ path }) => path === `/${CLUSTER_CONF}`)?.root;
  if (after === undefined) return ['no cluster.conf is built'];
  const agents = rmTypes(platform);
  const comparison = compare({ before, after }, { before: agents, after: agents }, platform);
  const services = comparison.impact.verdicts
    .filter((verdict) => verdict.class !== 'NONE')
    .map((verdict) => [sentenceOf(verdict), ...verdict.causes.map(causeOf)].join('; because of '));
  const daemons = comparison.daemons
    .filter(({ activation }) => !HARMLESS.has(activation))
    .map(
      ({ element, attribute, activation }) =>
        `${[element, attribute].filter((part) => part !== undefined).join(' ')} ${NEEDS[activation]}`,
    );
  return services.length + daemons.length === 0 ? [] : [summaryOf(comparison), ...services, ...daemons];
}

/** Taken over while everything runs. */
const HARMLESS = new Set(['live', 'rgmanager-delta', 'at-fencing']);
