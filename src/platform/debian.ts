/**
 * Debian 12 and 13, and Ubuntu 24.04. Each is a family of one release, since their updates keep all versions.
 *
 * Measured: Debian 12 as a whole (packages of 2026-11), lvm2 of Debian 13. From memory: qemu of Debian 13, all of Ubuntu.
 */
import type { Family } from './family.ts';
import { QEMU, TODAY } from './today.ts';

export const debian12: Family = oneRelease('debian12', '9.0.0', '2.03.16', ['5.2', '6.2', '7.2']);
export const debian13: Family = oneRelease('debian13', '11.3.0', '2.03.31', ['7.2', '8.2', '10.0']);
export const ubuntu2404: Family = oneRelease('ubuntu24.04', '10.0.0', '2.03.16', ['6.2', '7.2', '8.2']);

/** `qemu`: versions whose q35 machine the release knows; the last one is its own. */
function oneRelease(name: string, libvirt: string, lvm2: string, qemu: readonly string[]): Family {
  const machines = qemu.map((version) => `pc-q35-${version}`);
  const [machine = ''] = machines.slice(-1);
  const older = qemu.map((version) => `pc-i440fx-${version}`);
  const dialect = { ...TODAY, machine, machines: [...machines, ...older], emulator: QEMU, libvirt, lvm2 };
  return { oldest: 0, newest: 0, assumed: 0, before: name, alone: name, dialect: () => dialect };
}
