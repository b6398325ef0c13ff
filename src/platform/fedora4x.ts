/** Fedora 42 to 44, the releases that are supported. All from memory; nothing was measured on such a machine. */
import { stepOf, stepsUpTo, type Family, type Steps } from './family.ts';
import { QEMU, TODAY } from './today.ts';

const MACHINE: Steps<string> = [
  [42, 'pc-q35-9.2'],
  [43, 'pc-q35-10.1'],
  [44, 'pc-q35-10.2'],
];

const OLDER = ['pc-q35-8.2', 'pc-q35-9.0', 'pc-i440fx-8.2', 'pc-i440fx-9.2'];

const LIBVIRT: Steps<string> = [
  [42, '11.0.0'],
  [43, '11.6.0'],
];

const LVM2: Steps<string> = [
  [42, '2.03.30'],
  [43, '2.03.34'],
];

/** `fedora` alone still means Fedora 13, as in every site of before. */
export const fedora4x: Family = {
  oldest: 42,
  newest: 44,
  assumed: 42,
  before: 'fedora',
  alone: null,
  dialect: (minor) => ({
    ...TODAY,
    machine: stepOf(MACHINE, minor),
    machines: [...OLDER, ...stepsUpTo(MACHINE, minor)],
    emulator: QEMU,
    libvirt: stepOf(LIBVIRT, minor),
    lvm2: stepOf(LVM2, minor),
    iscsidStartup: '/bin/systemctl start iscsid.socket iscsiuio.socket',
  }),
};
