/** The questions of `clusterc facts`, all asked in one round trip. */
import type { Question } from '../deploy/node/answers.ts';
import type { FactsReader } from './reader.ts';

const PACKAGES = ['lvm2', 'iscsi-initiator-utils', 'device-mapper-multipath', 'libvirt', 'qemu-kvm', 'kvm'];

/** `root`: a folder that plays the host's `/`, without a trailing slash. */
function commandsFor({ packages }: Pick<FactsReader, 'packages'>, names: readonly string[], root: string) {
  return {
    clock: ['date', '-u', '+%s'],
    release: ['cat', `${root}/etc/redhat-release`],
    memory: ['cat', `${root}/proc/meminfo`],
    cpus: ['grep', '-c', '^processor', `${root}/proc/cpuinfo`],
    kernel: ['uname', '-r'],
    bridges: [':bridges', `${root}/`],
    disks: [':disks', `${root}/`],
    packages: ['rpm', '-q', '--qf', '%{NAME} %{VERSION}-%{RELEASE}\\n', ...packages, ...PACKAGES],
    'fence-agents': [':files', `${root}/sbin/fence_*`, `${root}/usr/sbin/fence_*`],
    boot: ['chkconfig', '--list'],
    names: [':names', ...names],
    'libvirt-version': ['virsh', '--version'],
    libvirt: ['virsh', '-r', 'capabilities'],
  };
}

/** Names of the answers that every stack has. */
export type FactName = keyof ReturnType<typeof commandsFor> | 'clock-after';

/** `names`: what the host is asked to resolve. The clock is read first and last. */
export function factsQuestions(reader: FactsReader, names: readonly string[], root = ''): readonly Question[] {
  const commands = commandsFor(reader, names, root);
  const common = Object.entries(commands).map(([name, argv]) => ({ name, argv }));
  const after: FactName = 'clock-after';
  return [...common, ...reader.questions, { name: after, argv: commands.clock }];
}
