/** How a cluster.conf is known on a command line. */
import type { FilesOfStack } from '../../impact/files.ts';
import { CLUSTER_CONF } from './emit/cluster-conf.ts';
import { cman } from './index.ts';

export const cmanFiles: FilesOfStack = {
  stack: cman.name,
  families: cman.families,
  usual: 'rhel6.10',
  paths: [CLUSTER_CONF],
  recognises: ({ root }) => root?.name === 'cluster',
  takes: { states: true, metadata: true, engine: false },
  predictor: () => import('./impact/files.ts').then(({ filesPredictor }) => filesPredictor),
};
