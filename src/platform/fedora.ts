/**
 * Fedora 12 and 13, with cluster software and iscsi-initiator-utils as in RHEL 6, which was made from them.
 *
 * Sources: qemu 0.11 and 0.12 have the machines pc-0.11 and pc-0.12; libvirt is 0.7.1 to 0.8.2. Fence agents got `delay`
 * for RHEL 5.8 and 6.2, after the end of Fedora 13. lvm2: the packages of the two releases, from memory. Nothing was
 * measured on a Fedora machine of that age. multipath 0.4.9 is that of RHEL 6.0.
 */
import { stepOf, stepsUpTo, type Family, type Steps } from './family.ts';

const MACHINE: Steps<string> = [
  [12, 'pc-0.11'],
  [13, 'pc-0.12'],
];

/** Older machine types that its qemu still supports. */
const OLDER = ['pc-0.10'];

/** As released; Fedora 13 got 0.8.2 as an update, which not every host has. */
const LIBVIRT: Steps<string> = [
  [12, '0.7.1'],
  [13, '0.7.7'],
];

const LVM2: Steps<string> = [
  [12, '2.02.53'],
  [13, '2.02.61'],
];

export const fedora: Family = {
  oldest: 12,
  newest: 13,
  assumed: 13,
  before: 'fedora',
  alone: 'fedora',
  dialect: (minor) => ({
    machine: stepOf(MACHINE, minor),
    machines: [...OLDER, ...stepsUpTo(MACHINE, minor)],
    mostHosts: 16,
    todaysAgents: false,
    emulator: '/usr/bin/qemu-kvm',
    video: 'cirrus',
    lacksDisplays: [],
    libvirt: stepOf(LIBVIRT, minor),
    diskIo: false,
    memballoon: false,
    lvm2: stepOf(LVM2, minor),
    iscsidStartup: '/etc/rc.d/init.d/iscsid force-start',
    laterIscsidKeys: true,
    multipath: {
      pathTimes: true,
      requestBased: false,
      laterSelectors: true,
      followover: false,
      prioCallout: false,
    },
    fenceDelay: false,
    lowProbing: true,
  }),
};
