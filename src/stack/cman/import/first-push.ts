/** Predicts the effect of the first push of an imported site on a cluster that runs the imported files. */
import { rmTypes } from '../../../catalogue/rm.ts';
import type { Built } from '../../../import/deviation.ts';
import type { NodeFiles } from '../../../import/node-files.ts';
import type { Platform } from '../../../platform/release-id.ts';
import { compare, NEEDS, summaryOf } from '../impact/compare-files.ts';
import { isUnpredicted } from '../impact/delta/doubts.ts';
import { causeOf, sentenceOf } from '../impact/sentences.ts';
import { CLUSTER_CONF, newestConf } from './conf-files.ts';

/** A summary, then one line per affected service, VM or daemon, and per agent that is not known. Empty if none is affected. */
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
  const doubts = comparison.doubts
    .filter((doubt) => doubt.file === 'old' && isUnpredicted(doubt))
    .map(({ line, what }) => `not known, because of line ${line} of ${CLUSTER_CONF}: ${what}`);
  const effects = [...services, ...daemons];
  return [...(effects.length === 0 ? [] : [summaryOf(comparison), ...effects]), ...new Set(doubts)];
}

/** Change classes that take effect without an interruption. */
const HARMLESS = new Set(['live', 'rgmanager-delta', 'at-fencing']);
