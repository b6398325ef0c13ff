/** What differs between platforms, one value per family and minor version. May not know the model beyond its Platform. */
import type { Platform } from '../model/model.ts';
import { rhel6 } from './rhel6.ts';

export type Dialect = {
  /** Concrete machine type that every host of this release knows; never an alias. */
  readonly machine: string;
  readonly emulator: string;
  /** `<driver io=>`, libvirt 0.8.8. */
  readonly diskIo: boolean;
  /** `global/use_lvmetad`, lvm2 2.02.93. */
  readonly lvmetad: boolean;
  /** `devices/global_filter`, lvm2 2.02.98. */
  readonly globalFilter: boolean;
  /** How iscsiadm starts iscsid when it is not running. */
  readonly iscsidStartup: string;
};

/** The dialect of one release. */
export function dialectOf(platform: Platform): Dialect {
  return { rhel6 }[platform.family](platform.minor);
}

/** The dialect that all of these releases understand: that of the oldest. */
export function oldestDialect(platforms: readonly Platform[]): Dialect {
  const [first, ...others] = platforms;
  if (first === undefined) throw new Error('bug/platform: a dialect of no platform');
  return dialectOf(others.reduce((oldest, platform) => (platform.minor < oldest.minor ? platform : oldest), first));
}
