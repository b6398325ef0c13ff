/**
 * What the releases differ in that run corosync and pacemaker. Domain reference, pacemaker.md, 5.
 *
 * `source` is what that reference says: measured are Debian 12, and pacemaker and lvm2 of Debian 13; all others are from memory, or
 * from vendors' release notes.
 */
import type { Platform } from '../../platform/release-id.ts';
import { stepOf, type Steps } from '../../platform/family.ts';
import { isFrom } from '../../platform/version.ts';

export type PacemakerDialect = {
  readonly pacemaker: string;
  readonly corosync: string;
  /** Did the domain reference measure it on such a machine, or is it from memory? */
  readonly source: 'measured' | 'memory';
  /** Where sbd reads its settings. */
  readonly sbdFile: string;
  /** LVM reads a list of devices instead of filters; lvmdevices(8). */
  readonly devicesFile: boolean;
  /** Has dlm and lvm2-lockd in a repository of the vendor. */
  readonly dlm: boolean;
  /** Packages that a host needs, without fence agents. */
  readonly packages: readonly string[];
  /** Units that run at boot after installation, beside the cluster. */
  readonly strayUnits: readonly string[];
};

const DEBIAN = {
  sbdFile: '/etc/default/sbd',
  devicesFile: false,
  dlm: true,
  packages: ['corosync', 'pacemaker', 'resource-agents', 'fence-agents', 'lvm2-lockd', 'dlm-controld'],
  strayUnits: ['dlm', 'lvmlockd', 'lvmlocks', 'corosync-qnetd', 'sbd'],
} as const;

const RED_HAT = {
  sbdFile: '/etc/sysconfig/sbd',
  dlm: true,
  packages: ['corosync', 'pacemaker', 'resource-agents', 'fence-agents-all', 'lvm2-lockd', 'dlm'],
  strayUnits: [],
  source: 'memory',
} as const;

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
  rhel8: (minor) => ({ ...RED_HAT, pacemaker: stepOf(RHEL8, minor), corosync: '3.1.8', devicesFile: false }),
  rhel9: (minor) => ({ ...RED_HAT, pacemaker: stepOf(RHEL9, minor), corosync: '3.1.8', devicesFile: true }),
  // Resilient Storage, with dlm and lvm2-lockd, has no repository for RHEL 10.
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
  const dialect = DIALECTS[family];
  if (dialect === undefined) throw new Error(`bug/platform: no pacemaker runs on ${family}`);
  return dialect(minor);
}

/** Highest schema of a CIB by pacemaker version; tags of pacemaker, xml/. */
const SCHEMAS: readonly (readonly [since: string, schema: string])[] = [
  ['2.0.0', 'pacemaker-3.1'],
  ['2.0.1', 'pacemaker-3.2'],
  ['2.0.4', 'pacemaker-3.3'],
  ['2.0.5', 'pacemaker-3.5'],
  ['2.1.0', 'pacemaker-3.7'],
  ['2.1.5', 'pacemaker-3.9'],
];

/** `validate-with` for a version: never above 3.9, which all of today can read and a cluster can still be put back from. */
export function schemaOf(version: string): string {
  return SCHEMAS.findLast(([since]) => isFrom(version, since))?.[1] ?? 'pacemaker-3.1';
}
