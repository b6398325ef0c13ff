/** Texts of the command `status`. */
import type { CommandSpec } from '../command.ts';
import { READ_FORMAT, readFormatOf } from '../formats.ts';
import { SUBJECT } from '../subject/subject-words.ts';
import { NODE_OPTIONS, nodeChoiceOf } from './node-options.ts';

export const status: CommandSpec = {
  name: 'status',
  summary: 'report the state of the nodes and the cluster',
  description:
    'Asks every node, in one round trip each: the installed bundle, the version of the configuration on disk and in the running cluster, members, quorum, fencing, services and ' +
    'where they run, iSCSI sessions, and what differs from the site. Changes nothing. Of a site with errors the sound part is compared. Exits 0 when all is well, 2 when something is wrong, 1 when a node ' +
    'cannot be inspected or the site has errors.',
  arguments: [SUBJECT],
  options: [...NODE_OPTIONS, READ_FORMAT],
  example: 'clusterc push --sandbox rehearsal && clusterc status --sandbox rehearsal',
  alsoCalled: ['health'],
  run: async ([site = '.'], flags, io) =>
    (await import('./status.ts')).status(site, { ...nodeChoiceOf(flags), format: readFormatOf(flags['format']) }, io),
};
