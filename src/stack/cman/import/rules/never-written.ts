/** Attributes that are never modelled or written, with reasons. */
import type { NeverWritten } from '../../../../import/attributes.ts';

const XEN = 'memory bootloader rootdisk_physical rootdisk_virtual swapdisk_physical swapdisk_virtual vif'.split(' ');

/** Key: the attribute, or element and attribute. clean_start and disabled were dangerous, so they are reported as errors. */
export const NEVER_WRITTEN: NeverWritten = {
  clean_start: {
    because: 'it skips startup fencing, and shared storage can be written by two nodes',
    dangerous: true,
    kept: true,
  },
  disallowed: { because: 'it lets nodes that were apart continue side by side', kept: true },
  upgrading: { because: 'it is for an update from RHEL 4', kept: true },
  'cman/nodename': { because: 'it is internal to cman' },
  master_wait: { because: "the schema on the nodes refuses it, and qdiskd's own value is right" },
  'rm/disabled': { because: 'it stops every service and VM as soon as it arrives', dangerous: true, kept: true },
  'totem/transport': { because: 'cman refuses it there' },
  ...Object.fromEntries(
    XEN.map((name) => [`vm/${name}`, { because: 'it is for guests of Xen; the XML of the guest says it' }]),
  ),
  hardrecovery: { because: 'no agent knows it any more' },
};
