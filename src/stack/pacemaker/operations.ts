/**
 * Operations of this stack: status, diff, facts, import and predictions. There is no push yet, so none is announced.
 */
import { NOTHING_ANNOUNCED } from '../../deploy/node/profile.ts';
import { importer } from './import/index.ts';
import { cibFile } from './compare/cib.ts';
import { liveCib } from './compare/live-cib.ts';
import { settingsFiles } from './compare/settings.ts';
import type { Operations } from '../stack.ts';
import { facts } from './facts.ts';
import { predictor } from './impact/predictor.ts';
import { PACEMAKER_COMMANDS } from './push/commands.ts';
import { status } from './status/index.ts';

export const operations: Operations = {
  commands: PACEMAKER_COMMANDS,
  node: NOTHING_ANNOUNCED,
  predictor,
  compared: [cibFile, ...settingsFiles],
  status,
  facts,
  documents: [liveCib],
  importer,
};
