/** The questions of `clusterc facts`, all asked in one round trip. */
import type { Question } from '../deploy/node/answers.ts';
import type { FactsReader } from './reader.ts';

const PACKAGES = ['lvm2', 'iscsi-initiator-utils', 'device-mapper-multipath', 'libvirt', 'qemu-kvm', 'kvm'];

/** Names of the same in Debian and its derivatives. */
const DEBIAN_PACKAGES = ['open-iscsi', 'multipath-tools', 'libvirt-daemon-system', 'qemu-system-x86'];

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
    names: [':names', ...names],
    'libvirt-version': ['virsh', '--version'],
    libvirt: ['virsh', '-r', 'capabilities'],
  };
}

const SYSV = { boot: ['chkconfig', '--list'] };

/** A unit file that is enabled starts at boot: systemctl(1). */
function systemd({ packages }: Pick<FactsReader, 'packages'>, root: string) {
  return {
    boot: ['systemctl', 'list-unit-files', '--type=service', '--state=enabled', '--no-legend', '--no-pager'],
    'os-release': ['cat', `${root}/etc/os-release`],
    dpkg: ['dpkg-query', '-W', '-f', '${Package} ${Version}\\n', ...packages, ...DEBIAN_PACKAGES],
  };
}

/** Names of the answers that are read for every stack; each stack asks some of them. */
export type FactName =
  | keyof ReturnType<typeof commandsFor>
  | keyof ReturnType<typeof systemd>
  | 'clock-after'
  | 'volume-groups';

/** `names`: what the host is asked to resolve. The clock is read first and last. */
export function factsQuestions(reader: FactsReader, names: readonly string[], root = ''): readonly Question[] {
  const own = reader.init === 'sysv' ? SYSV : systemd(reader, root);
  const commands = { ...commandsFor(reader, names, root), ...own };
  const common = Object.entries(commands).map(([name, argv]) => ({ name, argv }));
  const after: FactName = 'clock-after';
  return [...common, ...reader.questions, { name: after, argv: commands.clock }];
}
