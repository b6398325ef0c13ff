/** Operations of this stack: status, diff, facts, import, predictions, and pushes of what runbooks are built for. */
import { importer } from './import/index.ts';
import { cibFile } from './compare/cib.ts';
import { settingsFiles } from './compare/settings.ts';
import type { Operations } from '../stack.ts';
import { facts } from './facts.ts';
import { predictor } from './impact/predictor.ts';
import { leaving } from './push/leave.ts';
import { cibDocument } from './push/cib-document.ts';
import { PACEMAKER_COMMANDS } from './push/commands.ts';
import { node } from './push/node.ts';
import { restarting } from './push/restart.ts';
import { notBuilt } from './push/not-built.ts';
import { withDevice } from './push/other-device.ts';
import { status } from './status/index.ts';

export const operations: Operations = {
  commands: PACEMAKER_COMMANDS,
  node,
  predictor,
  compared: [cibFile, ...settingsFiles],
  status,
  facts,
  documents: [cibDocument],
  notBuilt,
  actionsFor: withDevice,
  leaving,
  restarting,
  importer,
};
