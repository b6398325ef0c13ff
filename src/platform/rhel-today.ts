/**
 * Red Hat Enterprise Linux 8, 9 and 10, and what is made from them. All from memory, or from release
 * notes; nothing was measured on such a machine. Bare families mean 8.10, 9.4 and 10.0.
 */
import type { Dialect } from './dialect.ts';
import { stepOf, stepsUpTo, type Family, type Steps } from './family.ts';
import { TODAY } from './today.ts';

type Table = {
  readonly newest: number;
  readonly assumed: number;
  /** Machine types by the minor version that brought them; qemu-kvm's machine list. */
  readonly machine: Steps<string>;
  /** Of older families, for guests that came from there. */
  readonly older: readonly string[];
  readonly libvirt: Steps<string>;
  readonly lvm2: Steps<string>;
  readonly displays?: Pick<Dialect, 'video' | 'lacksDisplays'>;
};

/**
 * RHEL 9 has neither cirrus nor SPICE. Red Hat, "Considerations in adopting RHEL 9", notable changes to QEMU, and removed
 * functionality of virtualization.
 */
const WITHOUT_CIRRUS = { video: 'vga', lacksDisplays: ['cirrus', 'qxl', 'spice'] } as const;

const MACHINE8: Steps<string> = q35('rhel8', [0, 1, 2, 3, 4, 5, 6]);
const MACHINE9: Steps<string> = q35('rhel9', [0, 2, 4, 6]);

export const rhel8: Family = family('rhel8', {
  newest: 10,
  assumed: 10,
  machine: MACHINE8,
  older: ['pc-q35-rhel7.6.0', 'pc-i440fx-rhel7.6.0'],
  libvirt: [
    [0, '4.5.0'],
    [1, '5.0.0'],
    [2, '6.0.0'],
    [4, '7.0.0'],
    [5, '7.6.0'],
    [6, '8.0.0'],
  ],
  lvm2: [
    [0, '2.03.02'],
    [1, '2.03.05'],
    [2, '2.03.08'],
    [4, '2.03.11'],
    [5, '2.03.12'],
    [6, '2.03.14'],
  ],
});

export const rhel9: Family = family('rhel9', {
  newest: 8,
  assumed: 4,
  displays: WITHOUT_CIRRUS,
  machine: MACHINE9,
  older: [...MACHINE8.map(([, name]) => name), 'pc-i440fx-rhel7.6.0'],
  libvirt: [
    [0, '8.0.0'],
    [1, '8.5.0'],
    [2, '9.0.0'],
    [3, '9.5.0'],
    [4, '10.0.0'],
    [5, '10.5.0'],
    [6, '10.10.0'],
  ],
  lvm2: [
    [0, '2.03.14'],
    [1, '2.03.16'],
    [2, '2.03.17'],
    [3, '2.03.21'],
    [4, '2.03.23'],
    [5, '2.03.24'],
    [6, '2.03.28'],
  ],
});

export const rhel10: Family = family('rhel10', {
  newest: 2,
  assumed: 0,
  displays: WITHOUT_CIRRUS,
  machine: q35('rhel10', [0]),
  older: MACHINE9.map(([, name]) => name),
  libvirt: [
    [0, '10.10.0'],
    [1, '11.5.0'],
  ],
  lvm2: [[0, '2.03.28']],
});

function family(name: string, { newest, assumed, older, displays, ...steps }: Table): Family {
  return {
    oldest: 0,
    newest,
    assumed,
    before: `${name}.`,
    alone: name,
    dialect: (minor) => ({
      ...TODAY,
      ...displays,
      machine: stepOf(steps.machine, minor),
      machines: [...older, ...stepsUpTo(steps.machine, minor)],
      emulator: '/usr/libexec/qemu-kvm',
      libvirt: stepOf(steps.libvirt, minor),
      lvm2: stepOf(steps.lvm2, minor),
      iscsidStartup: '/bin/systemctl start iscsid.socket iscsiuio.socket',
    }),
  };
}

function q35(name: string, minors: readonly number[]): Steps<string> {
  return minors.map((minor) => [minor, `pc-q35-${name}.${minor}.0`]);
}
