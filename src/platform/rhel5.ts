/**
 * Red Hat Enterprise Linux 5, from 5.4, the first with KVM, to 5.11.
 *
 * Sources: `virsh capabilities` of a RHEL 5 host lists the machines rhel5.4.0, rhel5.4.4, rhel5.5.0 and rhel5.6.0, with
 * pc as an alias of rhel5.4.0; libvirt is 0.6.3 to 0.8.2. multipath: Red Hat's "DM Multipath" of RHEL 6, which
 * says what RHEL 5 lacks. Keys of iscsid.conf, `delay` from 5.8 on, lvm2 and libvirt by minor: release notes, from memory. Nothing was
 * measured on a RHEL 5 machine.
 */
import { stepOf, stepsUpTo, type Family, type Steps } from './family.ts';

/** rhel5.4.4 came with an update of 5.4, so not every 5.4 host has it. */
const MACHINE: Steps<string> = [
  [4, 'rhel5.4.0'],
  [5, 'rhel5.5.0'],
  [6, 'rhel5.6.0'],
];

/** What came with an update of 5.4 counts from 5.5 on. */
const MACHINES: Steps<string> = [...MACHINE, [5, 'rhel5.4.4']];

const LIBVIRT: Steps<string> = [
  [4, '0.6.3'],
  [6, '0.8.2'],
];

const LVM2: Steps<string> = [
  [4, '2.02.46'],
  [5, '2.02.56'],
  [6, '2.02.74'],
  [7, '2.02.84'],
  [8, '2.02.88'],
];

export const rhel5: Family = {
  oldest: 4,
  newest: 11,
  assumed: 6,
  before: 'rhel5.',
  alone: 'rhel5',
  dialect: (minor) => ({
    machine: stepOf(MACHINE, minor),
    machines: stepsUpTo(MACHINES, minor),
    mostHosts: 16,
    todaysAgents: false,
    emulator: '/usr/libexec/qemu-kvm',
    video: 'cirrus',
    lacksDisplays: [],
    libvirt: stepOf(LIBVIRT, minor),
    diskIo: false,
    memballoon: false,
    lvm2: stepOf(LVM2, minor),
    iscsidStartup: null, // iscsid is a separate service
    laterIscsidKeys: false,
    multipath: {
      pathTimes: false,
      requestBased: false,
      laterSelectors: false,
      followover: false,
      prioCallout: true,
    },
    fenceDelay: minor >= 8,
    lowProbing: false,
  }),
};
