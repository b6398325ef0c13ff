/**
 * Differences between the releases that run corosync and pacemaker. Packages of the distributions; change log of pacemaker.
 *
 * `source` follows that reference. Measured: Debian 12, and pacemaker and lvm2 of Debian 13. All others are from memory or
 * vendors' release notes.
 */
import { own } from '../../base/json.ts';
import type { Model } from '../../model/model.ts';
import type { Platform } from '../../platform/release-id.ts';
import { stepOf, type Steps } from '../../platform/family.ts';
import { isFrom } from '../../platform/version.ts';

export type PacemakerDialect = {
  readonly pacemaker: string;
  readonly corosync: string;
  /** Measured on such a machine, or from memory. */
  readonly source: 'measured' | 'memory';
  /** The file of sbd's settings. */
  readonly sbdFile: string;
  /** True if LVM uses a devices file instead of filters; lvmdevices(8). */
  readonly devicesFile: boolean;
  /** True if a repository of the vendor has dlm and lvm2-lockd. */
  readonly dlm: boolean;
  readonly units: Units;
  /** Packages of dlm_controld and lvmlockd, and of killall, which the agent of dlm calls and no package of Debian asks for. */
  readonly lockPackages: readonly string[];
  readonly installsKillall: string;
};

/** Names of units that resources need before pacemaker starts. */
export type Units = {
  /** Logs in to iSCSI targets at boot. */
  readonly iscsi: string;
  readonly libvirt: { readonly sockets: readonly string[]; readonly services: readonly string[] };
};

/** One daemon for everything, or one for qemu and one for connections of other hosts; libvirt.org/daemons. */
const MONOLITHIC = { sockets: ['libvirtd.socket'], services: ['libvirtd.service'] } as const;
const MODULAR = {
  sockets: ['virtqemud.socket'],
  services: ['virtqemud.service', 'virtproxyd.service'],
} as const;

/** Where sbd's settings are: Debian and Ubuntu, and all others. */
export const SBD_FILES = ['/etc/default/sbd', '/etc/sysconfig/sbd'] as const;
const [SBD_OF_DEBIAN, SBD_OF_OTHERS] = SBD_FILES;

const DEBIAN = {
  // open-iscsi 2.1.8 of Debian 12. libvirt 9.0 of Debian 12 has one daemon; for later ones from memory.
  units: { iscsi: 'open-iscsi.service', libvirt: MONOLITHIC },
  sbdFile: SBD_OF_DEBIAN,
  devicesFile: false,
  dlm: true,
  lockPackages: ['lvm2-lockd', 'dlm-controld', 'psmisc'],
  installsKillall: 'apt-get install psmisc',
} as const;

const RED_HAT = {
  units: { iscsi: 'iscsi.service', libvirt: MODULAR },
  sbdFile: SBD_OF_OTHERS,
  dlm: true,
  // pacemaker-cli requires psmisc.
  lockPackages: ['lvm2-lockd', 'dlm'],
  installsKillall: 'dnf install psmisc',
  source: 'memory',
} as const;

const RHEL8_UNITS: Units = { iscsi: 'iscsi.service', libvirt: MONOLITHIC };

const RHEL8: Steps<string> = [
  [0, '2.0.1'],
  [1, '2.0.2'],
  [2, '2.0.3'],
  [3, '2.0.4'],
  [4, '2.0.5'],
  [5, '2.1.0'],
  [6, '2.1.2'],
  [7, '2.1.4'],
  [8, '2.1.5'],
  [9, '2.1.6'],
  [10, '2.1.7'],
];

const RHEL9: Steps<string> = [
  [0, '2.1.2'],
  [1, '2.1.4'],
  [2, '2.1.5'],
  [3, '2.1.6'],
  [4, '2.1.7'],
  [5, '2.1.8'],
  [6, '2.1.9'],
];

const RHEL10: Steps<string> = [
  [0, '3.0.0'],
  [1, '3.0.1'],
];

const DIALECTS: { readonly [family: string]: (minor: number) => PacemakerDialect } = {
  debian12: () => ({ ...DEBIAN, pacemaker: '2.1.5', corosync: '3.1.7', source: 'measured' }),
  debian13: () => ({ ...DEBIAN, pacemaker: '3.0.0', corosync: '3.1.9', source: 'measured' }),
  'ubuntu24.04': () => ({ ...DEBIAN, pacemaker: '2.1.6', corosync: '3.1.7', source: 'memory' }),
  rhel8: (minor) => ({
    ...RED_HAT,
    pacemaker: stepOf(RHEL8, minor),
    corosync: '3.1.8',
    devicesFile: false,
    units: RHEL8_UNITS,
  }),
  rhel9: (minor) => ({ ...RED_HAT, pacemaker: stepOf(RHEL9, minor), corosync: '3.1.8', devicesFile: true }),
  // RHEL 10 has no Resilient Storage repository, which held dlm and lvm2-lockd.
  rhel10: (minor) => ({
    ...RED_HAT,
    pacemaker: stepOf(RHEL10, minor),
    corosync: '3.1.9',
    devicesFile: true,
    dlm: false,
  }),
  fedora4x: () => ({ ...RED_HAT, pacemaker: '3.0.1', corosync: '3.1.9', devicesFile: true }),
};

/** The dialect of one release. */
export function pacemakerDialectOf({ family, minor }: Platform): PacemakerDialect {
  const dialect = own(DIALECTS, family);
  if (dialect === undefined) throw new Error(`bug/platform: no pacemaker runs on ${family}`);
  return dialect(minor);
}

/** Releases of the cluster and its hosts. A host of another stack's release has a finding of its own, cluster/platform. */
export function releasesOf({ cluster, hosts }: Pick<Model, 'cluster' | 'hosts'>): readonly Platform[] {
  return [cluster, ...hosts]
    .map(({ platform }) => platform)
    .filter(({ family }) => own(DIALECTS, family) !== undefined);
}

/** The lowest version of pacemaker of all nodes. */
export function oldestPacemaker({ cluster, hosts }: Pick<Model, 'cluster' | 'hosts'>): string {
  const versions = [cluster, ...hosts].map(({ platform }) => pacemakerDialectOf(platform).pacemaker);
  return versions.reduce((lowest, one) => (isFrom(one, lowest) ? lowest : one));
}

/** Pacemaker version -> highest schema of the CIB; tags of pacemaker, xml/. */
const SCHEMAS: readonly (readonly [since: string, schema: string])[] = [
  ['2.0.0', 'pacemaker-3.1'],
  ['2.0.1', 'pacemaker-3.2'],
  ['2.0.4', 'pacemaker-3.3'],
  ['2.0.5', 'pacemaker-3.5'],
  ['2.1.0', 'pacemaker-3.7'],
  ['2.1.5', 'pacemaker-3.9'],
];

/** `validate-with` for a version. At most 3.9, which all supported versions read and which permits a rollback. */
export function schemaOf(version: string): string {
  return SCHEMAS.findLast(([since]) => isFrom(version, since))?.[1] ?? 'pacemaker-3.1';
}
