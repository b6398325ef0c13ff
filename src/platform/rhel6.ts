/**
 * Red Hat Enterprise Linux 6, 6.0 to 6.10.
 *
 * Sources: qemu-kvm's machine list (`rhel6.0.0` ... `rhel6.6.0`; later minors added none); libvirt's own news for the
 * first version of each feature; Red Hat's "DM Multipath", 1.1, for what is new in multipath.conf; rr_min_io_rq,
 * followover and `delay` from 6.2 on from memory. Which minor shipped which version is known from the release notes, from memory, and
 * was not measured on a RHEL 6 machine.
 */
import { stepOf, type Family, type Steps } from './family.ts';

/** The last minor version with a machine type of its own. */
const LAST_MACHINE_MINOR = 6;

/** For guests that came from RHEL 5. */
const OLDER = ['rhel5.4.0', 'rhel5.4.4', 'rhel5.5.0', 'rhel5.6.0'];

const LIBVIRT: Steps<string> = [
  [0, '0.8.1'],
  [1, '0.8.7'],
  [2, '0.9.4'],
  [3, '0.9.10'],
  [4, '0.10.2'],
];

const LVM2: Steps<string> = [
  [0, '2.02.72'],
  [1, '2.02.83'],
  [2, '2.02.87'],
  [3, '2.02.95'],
  [4, '2.02.98'],
  [5, '2.02.100'],
  [6, '2.02.111'],
  [7, '2.02.118'],
  [8, '2.02.143'],
];

export const rhel6: Family = {
  oldest: 0,
  newest: 10,
  assumed: 2,
  before: 'rhel6.',
  alone: 'rhel6',
  dialect: (minor) => ({
    machine: machineOf(Math.min(minor, LAST_MACHINE_MINOR)),
    machines: [
      ...OLDER,
      ...Array.from({ length: Math.min(minor, LAST_MACHINE_MINOR) + 1 }, (_, step) => machineOf(step)),
    ],
    mostHosts: 16,
    todaysAgents: false,
    emulator: '/usr/libexec/qemu-kvm',
    video: 'cirrus',
    lacksDisplays: [],
    libvirt: stepOf(LIBVIRT, minor),
    diskIo: minor >= 1, // libvirt 0.8.7 with the driver attribute of 0.8.8
    memballoon: minor >= 1, // 6.0 has libvirt 0.8.1
    lvm2: stepOf(LVM2, minor),
    iscsidStartup: '/etc/rc.d/init.d/iscsid force-start',
    laterIscsidKeys: true,
    multipath: {
      pathTimes: true,
      requestBased: minor >= 2,
      laterSelectors: true,
      followover: minor >= 1,
      prioCallout: false,
    },
    fenceDelay: minor >= 2,
    lowProbing: true,
  }),
};

function machineOf(minor: number): string {
  return `rhel6.${minor}.0`;
}
