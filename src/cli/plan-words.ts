/** The command `plan` in words. */
import { text, texts, type CommandSpec } from './command.ts';
import { READ_FORMAT, readFormatOf } from './formats.ts';

export const plan: CommandSpec = {
  name: 'plan',
  summary: 'say what a new cluster.conf does to a running cluster',
  description:
    'Compares two cluster.conf as rgmanager and the daemons do: what happens to every service and VM, how long it is away, which change is to blame, and what ' +
    'the cluster itself needs. Looks at no node; exits 2 when there are differences.',
  arguments: [],
  options: [
    {
      flags: '--old <FILE>',
      description: 'the cluster.conf that runs, from any tool',
      required: true,
      completes: 'file',
    },
    { flags: '--new <FILE>', description: 'the one that would be pushed', required: true, completes: 'file' },
    {
      flags: '--platform <RELEASE>',
      description: 'whose agents compare: rhel6.4, rhel5.8, fedora13; the newest know most attributes',
      fallback: 'rhel6.10',
    },
    {
      flags: '--clustat <FILE>',
      description: 'what clustat -x printed: adds what the push does to services in their state of now',
      completes: 'file',
    },
    {
      flags: '--metadata <DIR>',
      description:
        'what agents on a node print (/usr/share/cluster/vm.sh meta-data), a *.xml each, instead of the catalogue; a second one is what they print after an update',
      repeatable: true,
      completes: 'folder',
    },
    READ_FORMAT,
  ],
  example:
    'clusterc build -o now && clusterc plan --old now/nodes/host1/etc/cluster/cluster.conf --new now/nodes/host2/etc/cluster/cluster.conf',
  run: async (_args, flags, io) =>
    (await import('./plan.ts')).plan(
      {
        old: String(flags['old']),
        new: String(flags['new']),
        platform: String(flags['platform']),
        format: readFormatOf(flags['format']),
        clustat: text(flags['clustat']),
        metadata: texts(flags['metadata']),
      },
      io,
    ),
};
