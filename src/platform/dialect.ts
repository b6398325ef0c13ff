/** What differs between platforms, one value per family and minor version. Knows nothing of the model. */
import { FAMILIES, type Platform } from './platform.ts';

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
  /** Decides which keys lvm.conf may have; stack/cman/lvm-conf.ts knows which. */
  readonly lvm2: string;
  /** How iscsiadm starts iscsid when it is not running; null where iscsid.conf has no such key. */
  readonly iscsidStartup: string | null;
  /** node.leading_login, node.session.nr_sessions and ...tgt_reset_timeout of iscsid.conf. */
  readonly laterIscsidKeys: boolean;
  /** Which words multipath.conf has. */
  readonly multipath: MultipathDialect;
  /** `delay` of a fence agent. */
  readonly fenceDelay: boolean;
  /** Does ccsd carry cluster.conf to the other nodes? Else the file has to be on all of them before it is announced. */
  readonly ccsd: boolean;
  /** Has blkid -p, which looks at a device itself. */
  readonly lowProbing: boolean;
  /** Does cman know the attribute `transport`? */
  readonly transports: boolean;
  /** Packets to each node instead of multicast, in a version that Red Hat supports. */
  readonly udpu: boolean;
  readonly broadcast: boolean;
  /** A second ring, in a version that Red Hat supports. */
  readonly secondRing: boolean;
  /** Does qdiskd derive tko from the token timeout, its votes from the number of nodes, and who wins? */
  readonly qdiskdDerives: boolean;
};

/** The dialect of one release. */
export function dialectOf({ family, minor }: Platform): Dialect {
  return FAMILIES[family].dialect(minor);
}

/** The dialect that all of these releases of one family understand: that of the oldest. */
export function oldestDialect(platforms: readonly Platform[]): Dialect {
  const [first, ...others] = platforms;
  if (first === undefined) throw new Error('bug/platform: a dialect of no platform');
  return dialectOf(others.reduce((oldest, platform) => (platform.minor < oldest.minor ? platform : oldest), first));
}

/** A release of this family, among these, whose dialect cannot do something. Of another family there should be none. */
export function lacking(
  { family }: Platform,
  platforms: readonly Platform[],
  can: (dialect: Dialect) => boolean,
): Platform | undefined {
  return platforms.find((platform) => platform.family === family && !can(dialectOf(platform)));
}

/** The first release of a family whose dialect can do something; undefined when none can. */
export function firstWith({ family }: Platform, can: (dialect: Dialect) => boolean): Platform | undefined {
  const { oldest, newest } = FAMILIES[family];
  for (let minor = oldest; minor <= newest; minor += 1) {
    if (can(dialectOf({ family, minor }))) return { family, minor };
  }
  return undefined;
}
