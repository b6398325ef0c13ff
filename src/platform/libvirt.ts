/**
 * Features by libvirt version. An older libvirt silently ignores an unknown element or attribute, so the guest differs from
 * what was written.
 *
 * Source of each number: "since" in libvirt.org/formatdomain.html.
 */
import type { Dialect } from './dialect.ts';
import { isFrom } from './version.ts';

export type Knows = (dialect: Dialect) => boolean;

export const LIBVIRT = {
  cpu: since('0.7.5'),
  cpuOfHost: since('0.9.10'),
  timezone: since('0.7.7'),
  coredump: since('0.8.4'),
  diskSerial: since('0.7.1'),
  /** Backported to RHEL 6.1. */
  diskIo: ({ diskIo }: Dialect) => diskIo,
  discard: since('1.0.6'),
  directsync: since('0.9.5'),
  unsafe: since('0.9.7'),
  /** Controller model virtio-scsi; the qemu of RHEL 6 lacks the older ones. */
  scsi: since('0.10.0'),
  spice: since('0.8.6'),
  watchdog: since('0.7.3'),
  watchdogDump: since('0.8.7'),
  watchdogNmi: since('1.2.17'),
  memballoon: ({ memballoon }: Dialect) => memballoon,
  rng: since('1.0.3'),
} as const;

function since(version: string): Knows {
  return ({ libvirt }) => isFrom(libvirt, version);
}
