/** Texts of the command `status`. */
import type { CommandSpec } from '../command.ts';
import { READ_FORMAT, readFormatOf } from '../formats.ts';
import { NODE_OPTIONS, nodeChoiceOf } from './node-options.ts';

export const status: CommandSpec = {
  name: 'status',
  summary: 'say how the nodes and the cluster are',
  description:
    'Asks every node, in one round trip each: the installed bundle, the version of the configuration on disk and in the running cluster, members, quorum, fencing, services and ' +
    'where they run, iSCSI sessions, and what differs from the site. Reads only, also where the site has errors: with what is sound in it. Exits 0 when all is well, 2 when something is not as it should be, 1 when a node ' +
    'cannot be looked at or the site has errors.',
  arguments: [{ name: 'SITE', description: 'folder or file of the site', fallback: '.', completes: 'site' }],
  options: [...NODE_OPTIONS, READ_FORMAT],
  example: 'clusterc push --sandbox rehearsal && clusterc status --sandbox rehearsal',
  alsoCalled: ['health'],
  run: async ([site = '.'], flags, io) =>
    (await import('./status.ts')).status(site, { ...nodeChoiceOf(flags), format: readFormatOf(flags['format']) }, io),
};
