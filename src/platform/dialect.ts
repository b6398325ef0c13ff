/** What differs between platforms, one value per family and minor version. Knows nothing of the model. */
export type MultipathDialect = {
  /** fast_io_fail_tmo and dev_loss_tmo. */
  readonly pathTimes: boolean;
  /** rr_min_io_rq, which takes the place of rr_min_io where requests are mapped instead of bios. */
  readonly requestBased: boolean;
  /** The path selectors queue-length and service-time. */
  readonly laterSelectors: boolean;
  /** `failback followover`. */
  readonly followover: boolean;
  /** A program that finds priorities is named by its path, with the device as %n. */
  readonly prioCallout: boolean;
};

export type Dialect = {
  /** Concrete machine type that every host of this release knows; never an alias. */
  readonly machine: string;
  /** All that it knows; aliases are no names of one machine. */
  readonly machines: readonly string[];
  readonly emulator: string;
  /** Version; libvirt.ts says what it knows. */
  readonly libvirt: string;
  /** `<driver io=>`, libvirt 0.8.8. */
  readonly diskIo: boolean;
  /** `<memballoon>`, libvirt 0.8.3. */
  readonly memballoon: boolean;
  /** Decides which keys lvm.conf may have. */
  readonly lvm2: string;
  /** How iscsiadm starts iscsid when it is not running; null where iscsid.conf has no such key. */
  readonly iscsidStartup: string | null;
  /** node.leading_login, node.session.nr_sessions and ...tgt_reset_timeout of iscsid.conf. */
  readonly laterIscsidKeys: boolean;
  /** Which words multipath.conf has. */
  readonly multipath: MultipathDialect;
  /** `delay` of a fence agent. */
  readonly fenceDelay: boolean;
  /** Has blkid -p, which looks at a device itself. */
  readonly lowProbing: boolean;
};
