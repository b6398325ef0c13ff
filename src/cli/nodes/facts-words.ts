/** Texts of the command `facts`. */
import { text, type CommandSpec } from '../command.ts';
import { NODE_OPTIONS, nodeChoiceOf } from './node-options.ts';

export const facts: CommandSpec = {
  name: 'facts',
  summary: 'collect facts about the hosts for checks and predictions',
  description:
    'Asks every host, in one trip and without changing anything, for its memory, processors, bridges, disks and their WWIDs, versions, resource ' +
    'agents, services that start at boot, clock, names and libvirt. Writes them to a file of the site, to be reviewed and committed. A host that ' +
    'cannot be asked keeps its old facts; exits 1 then.',
  arguments: [{ name: 'SITE', description: 'folder or file of the site', fallback: '.', completes: 'site' }],
  options: [
    {
      flags: '-o, --output <FILE>',
      description: 'where the facts go (default: facts.yaml in the folder of the site)',
      completes: 'file',
    },
    // A folder that plays a node has no hardware.
    ...NODE_OPTIONS.filter(({ flags }) => !flags.startsWith('--sandbox')),
  ],
  example: 'clusterc facts --limit host1 -o facts.yaml',
  alsoCalled: ['gather'],
  run: async ([site = '.'], flags, io) => {
    const { collectFacts } = await import('./facts.ts');
    const { overSsh } = await import('./facts-request.ts');
    const collect = overSsh(nodeChoiceOf(flags), io);
    return collectFacts(site, { output: text(flags['output']), collect, now: () => new Date() }, io);
  },
};
