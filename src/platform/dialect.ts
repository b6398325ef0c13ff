/** The differences between platforms, one value per family and minor version. Knows nothing about the model. */
export type MultipathDialect = {
  /** fast_io_fail_tmo and dev_loss_tmo. */
  readonly pathTimes: boolean;
  /** rr_min_io_rq, which replaces rr_min_io with request-based multipath. */
  readonly requestBased: boolean;
  /** The path selectors queue-length and service-time. */
  readonly laterSelectors: boolean;
  /** `failback followover`. */
  readonly followover: boolean;
  /** The priority program is given by its path, with the device as %n. */
  readonly prioCallout: boolean;
};

export type Dialect = {
  /** Concrete machine type of every host of this release; never an alias. */
  readonly machine: string;
  /** All machine types without aliases. */
  readonly machines: readonly string[];
  readonly emulator: string;
  /** The graphics card of a guest for which the site names none. */
  readonly video: 'cirrus' | 'vga';
  /** Values of `video` and of `graphics.type` that its qemu is built without. */
  readonly lacksDisplays: readonly string[];
  /** Version; libvirt.ts lists its features. */
  readonly libvirt: string;
  /** `<driver io=>`, libvirt 0.8.8. */
  readonly diskIo: boolean;
  /** `<memballoon>`, libvirt 0.8.3. */
  readonly memballoon: boolean;
  /** Version; decides which keys lvm.conf may have. */
  readonly lvm2: string;
  /** How iscsiadm starts iscsid; null if iscsid.conf has no such key. */
  readonly iscsidStartup: string | null;
  /** node.leading_login, node.session.nr_sessions and ...tgt_reset_timeout of iscsid.conf. */
  readonly laterIscsidKeys: boolean;
  /** Settings of multipath.conf. */
  readonly multipath: MultipathDialect;
  /** `delay` of a fence agent. */
  readonly fenceDelay: boolean;
  /** Hosts that the vendor supports in a cluster; null if more are only not recommended. */
  readonly mostHosts: number | null;
  /** Has the fence agents of today, fence-agents 4.2 or later, and not those that are gone since. */
  readonly todaysAgents: boolean;
  /** Has `blkid -p`, which reads the device itself? */
  readonly lowProbing: boolean;
};
