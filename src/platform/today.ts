/** What all releases of today have in common: whatever differs is said by the tables of each family. */
import type { Dialect } from './dialect.ts';

/** Measured on Debian 12 (open-iscsi 2.1.8, multipath-tools 0.9.4, util-linux 2.38); for the others from memory. */
export const TODAY = {
  diskIo: true,
  memballoon: true,
  iscsidStartup: '/bin/systemctl start iscsid.socket',
  laterIscsidKeys: true,
  multipath: {
    pathTimes: true,
    requestBased: true,
    laterSelectors: true,
    followover: true,
    prioCallout: false,
  },
  fenceDelay: true,
  mostHosts: null,
  todaysAgents: true,
  video: 'cirrus',
  lacksDisplays: [],
  lowProbing: true,
} as const satisfies Partial<Dialect>;

/** The program of qemu where distributions do not rename it. */
export const QEMU = '/usr/bin/qemu-system-x86_64';
