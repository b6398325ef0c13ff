/**
 * Red Hat Enterprise Linux 6.
 *
 * Sources: qemu-kvm's machine list (`rhel6.0.0` ... `rhel6.6.0`; later minors added none); libvirt's own news for the
 * first version of each feature; `lvmconfig --withversions` for lvm.conf keys. Which minor shipped which version is
 * known from the release notes and was not measured on a RHEL 6 machine.
 */
import type { Dialect } from './dialect.ts';

/** The last minor that brought a machine type of its own. */
const LAST_MACHINE_MINOR = 6;

export function rhel6(minor: number): Dialect {
  return {
    machine: `rhel6.${Math.min(minor, LAST_MACHINE_MINOR)}.0`,
    emulator: '/usr/libexec/qemu-kvm',
    diskIo: minor >= 1, // libvirt 0.8.7 with the driver attribute of 0.8.8
    lvmetad: minor >= 3, // lvm2 2.02.95
    globalFilter: minor >= 4, // lvm2 2.02.98
    iscsidStartup: '/etc/rc.d/init.d/iscsid force-start',
  };
}
