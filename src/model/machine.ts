/** A virtual machine as the guest sees it: types. Null or absent: not set in the site, so not rendered. */
import type { Bytes, SecretName, SourcePath } from '../base/brand.ts';
import type { FragmentElement } from '../base/fragment.ts';

export type Bus = 'virtio' | 'ide' | 'sata' | 'scsi' | 'usb';
export type Cache = 'none' | 'writethrough' | 'writeback' | 'directsync' | 'unsafe';

/** How a disk is attached, whatever its content. */
export type Attachment = {
  readonly bus: Bus;
  /** Name on the bus: vda, hda, sda. */
  readonly target: string;
  /** Null for a CD drive without a set bus. */
  readonly cache: Cache | null;
  /** Null leaves it to the platform. */
  readonly io: 'native' | 'threads' | null;
  readonly discard: 'unmap' | 'ignore' | null;
  readonly serial: string | null;
  readonly readonly: boolean;
  /** Several VMs may write to it at once. */
  readonly shareable: boolean;
};

export type Policy = 'force' | 'require' | 'optional' | 'disable' | 'forbid';
export type Cpu = {
  readonly at: SourcePath;
  readonly mode: 'custom' | 'host-model' | 'host-passthrough';
  readonly model: string | null;
  readonly match: 'minimum' | 'exact' | 'strict';
  readonly topology: { readonly sockets: number; readonly cores: number; readonly threads: number } | null;
  /** Sorted by name. */
  readonly features: readonly { readonly name: string; readonly policy: Policy }[];
};

export type Clock = { readonly offset: 'utc' | 'localtime' } | { readonly timezone: string };
export type BootDevice = 'disk' | 'cdrom' | 'network';
export type Lifecycle = 'destroy' | 'restart' | 'preserve' | 'rename-restart';

export type Graphics = {
  readonly at: SourcePath;
  readonly type: 'vnc' | 'spice';
  readonly listen: string;
  /** Null lets libvirt choose one. */
  readonly port: number | null;
  readonly keymap: string | null;
  readonly password: { readonly secret: SecretName } | null;
};

export type Watchdog = {
  readonly at: SourcePath;
  readonly model: 'i6300esb' | 'ib700';
  readonly action: 'reset' | 'shutdown' | 'poweroff' | 'pause' | 'none' | 'dump' | 'inject-nmi';
};

/** Elements that are appended as they are. */
export const OVERLAY_KEYS = ['devices', 'features', 'os', 'clock', 'domain'] as const;
export type OverlayKey = (typeof OVERLAY_KEYS)[number];
export type Overlay = { readonly at: SourcePath } & { readonly [K in OverlayKey]: readonly FragmentElement[] };

export type Hardware = {
  /** Memory at the guest's start, if less than all. */
  readonly balloon: Bytes | null;
  readonly cpu: Cpu | null;
  /** Null leaves it to the platform. */
  readonly machine: string | null;
  /** `tcg` is QEMU's emulation, for hosts without hardware virtualization. */
  readonly accelerator: 'kvm' | 'tcg';
  readonly clock: Clock;
  readonly boot: readonly BootDevice[];
  readonly onPoweroff: Lifecycle;
  readonly onReboot: Lifecycle;
  readonly onCrash: Lifecycle | 'coredump-destroy' | 'coredump-restart';
  readonly graphics: Graphics | null;
  /** Null leaves it to the platform. */
  readonly video: 'cirrus' | 'vga' | 'qxl' | 'none' | null;
  readonly serial: boolean;
  readonly tablet: boolean;
  readonly watchdog: Watchdog | null;
  readonly rng: boolean;
  /** Null leaves it to the platform. */
  readonly memballoon: boolean | null;
  readonly overlay: Overlay | null;
};
