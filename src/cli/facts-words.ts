/** The command `facts` in words. How a node is reached is handed in by who lists the command. */
import { text, type CommandSpec } from './command.ts';
import type { Collect } from './facts.ts';

/** `collect` is asked for when the command runs, so that nothing that reaches nodes is loaded before. */
export function factsCommand(collect: () => Promise<Collect>): CommandSpec {
  return {
    name: 'facts',
    summary: 'collect what checks and predictions want to know of the hosts',
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
    ],
    example: 'clusterc facts && git diff facts.yaml',
    run: async ([site = '.'], flags, io) => {
      const { collectFacts } = await import('./facts.ts');
      const options = { output: text(flags['output']), collect: await collect(), now: () => new Date() };
      return collectFacts(site, options, io);
    },
  };
}
