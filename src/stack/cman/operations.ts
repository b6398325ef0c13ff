/** What this stack does on nodes: commands, questions and what the answers mean. */
import { importer } from './import/index.ts';
import type { Operations } from '../stack.ts';
import { clusterConfFile } from './compare.ts';
import { facts } from './facts/index.ts';
import { predictor } from './impact/predictor.ts';
import { CMAN_COMMANDS } from './push/commands.ts';
import { node } from './push/node.ts';
import { status } from './status/index.ts';

export const operations: Operations = {
  importer,
  commands: CMAN_COMMANDS,
  node,
  status,
  predictor,
  compared: [clusterConfFile],
  facts,
  documents: [],
};
