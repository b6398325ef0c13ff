/** Texts of the command `simulate`. */
import { text, type CommandSpec, type OptionSpec } from '../command.ts';
import { FILES_WORDS } from '../../stack/words.ts';
import { READ_FORMAT, readFormatOf } from '../formats.ts';

const ENGINES = FILES_WORDS.flatMap(({ engine }) => engine ?? []);

/** Options that are changes; they are played in the order of the command line. */
const CHANGES: readonly OptionSpec[] = [
  {
    flags: '--fail <HOSTS>',
    description: 'these hosts, joined with commas, fail at the same time, and are fenced',
    repeatable: true,
    completes: 'host',
  },
  {
    flags: '--drain <HOSTS>',
    description: 'what these hosts run is moved away, then they leave the cluster',
    repeatable: true,
    completes: 'host',
  },
  {
    flags: '--return <HOSTS>',
    description: 'these hosts come back; those that have not left before are missing at the start',
    repeatable: true,
    completes: 'host',
  },
  {
    flags: '--crash <NAME>',
    description: 'this VM or service stops by itself: vms/vm1, or vm1',
    repeatable: true,
    completes: 'vm',
  },
];

export const simulate: CommandSpec = {
  name: 'simulate',
  summary: 'say where VMs and services go when hosts fail, leave or return',
  description:
    'Plays changes on the cluster of a site, after a cold start of all hosts: where each VM and service runs, by the rules of its cluster manager, ' +
    'the memory on each host, and the quorum after each step. Options are played in their order. Asks no node and changes nothing. ' +
    'Where the cluster may choose among equally good hosts, the first one with room is taken, the largest VMs first, and the others are named.',
  arguments: [{ name: 'SITE', description: 'folder or file of the site', fallback: '.', completes: 'site' }],
  options: [
    ...CHANGES,
    { flags: '--start', description: 'only the cold start' },
    {
      flags: '--all',
      description: 'each single loss, one at a time, and the quorum after the loss of any set of hosts',
    },
    {
      flags: '--engine <NAME>',
      description:
        "asks the cluster's own engine about each step as well, on this machine, and says where it disagrees",
      choices: ENGINES,
    },
    { flags: '--picture <FILE>', description: 'also draw it, as SVG', completes: 'file' },
    READ_FORMAT,
  ],
  example: 'clusterc simulate --fail host1 --return host1',
  run: async ([site = '.'], flags, io, given) =>
    (await import('./simulate.ts')).simulateSite(
      site,
      {
        given,
        all: flags['all'] === true,
        start: flags['start'] === true,
        picture: text(flags['picture']),
        engine: text(flags['engine']),
        format: readFormatOf(flags['format']),
      },
      io,
    ),
};
