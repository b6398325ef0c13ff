/** How a CIB and a corosync.conf are known on a command line. */
import type { FilesOfStack } from '../../impact/files.ts';
import { CIB } from './emit/cib.ts';
import { COROSYNC_CONF } from './emit/corosync-conf.ts';
import { pacemaker } from './index.ts';

export const pacemakerFiles: FilesOfStack = {
  stack: pacemaker.name,
  families: pacemaker.families,
  usual: 'debian12',
  paths: [CIB, COROSYNC_CONF],
  recognises: ({ root, text }) => root?.name === 'cib' || /^[ \t]*(totem|nodelist|quorum)[ \t]*\{/m.test(text),
  takes: { states: false, metadata: false, engine: true },
  predictor: () => import('./impact/files.ts').then(({ filesPredictor }) => filesPredictor),
};
