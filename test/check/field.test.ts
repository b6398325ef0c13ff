/** Mistakes that people reported, read where CLUSTERC_CASES says: `check` of each folder says what its expected.txt says. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { analyseSite } from '../../src/cli/subject/site.ts';
import { describeUnless } from '../support/tools.ts';

/** Holds a folder `field`, with one folder for each case. Reported cases are not part of the project. */
const CASES = process.env['CLUSTERC_CASES'];
const FOLDER = join(CASES ?? '', 'field');

/** By case: what check has to find; nothing for one that a build, a push or another command decides. */
const EXPECTED: { readonly [name: string]: string | null } = {
  'cluster-name-16': 'error cluster/name',
  'cman-version-without-ccs-sync': null,
  'diff-xml-edited-on-one-node': null,
  'facts-acpid-with-bmc': 'warning facts/boot',
  'facts-corosync-at-boot': 'warning facts/boot',
  'facts-cpu-model-newer-than-a-host': 'warning facts/cpu',
  'facts-libvirt-guests-at-boot': 'warning facts/boot',
  'facts-node-name-is-loopback': 'error facts/node-name',
  'fence-address-three-octets': 'error schema/pattern',
  'fence-ipmilan-method-cycle': 'warning fence/cycle',
  'fence-lanplus-false-rhel6': null,
  'fence-manual': 'error cluster/dangerous-switch',
  'fence-plugs-crossed': 'warning fence/crossed-plug',
  'fence-race-no-delay': 'warning fence/race',
  'fence-scsi-on-quorum-disk': 'error fence/cluster-disk',
  'fence-scsi-only-delay': 'warning fence/san-only',
  'fence-scsi-vg-name': 'error fence/agent-param',
  'fence-scsi-without-unfence': 'warning fence/san-only',
  'fence-unused-device': 'note fence/unused',
  'iscsi-chap-mutual-same-name': 'error iscsi/chap',
  'iscsi-discovery-resets-other-targets': null,
  'iscsi-multipath-120s': 'warning iscsi/timeouts',
  'iscsi-same-iqn': 'error iscsi/initiator-name',
  'lvm-clvmd-and-volume-list': 'note lvm/local-groups-idle',
  'lvm-fallback-local': 'error lvm/cluster-locking',
  'multipath-queue-feature': 'error storage/queue-forever',
  'post-join-delay-3': 'warning cluster/timers-boot',
  'qdisk-heuristic-loopback': 'warning cluster/qdisk-risk',
  'qdisk-heuristic-ping-without-deadline': 'warning cluster/qdisk-risk',
  'qdisk-heuristic-slower-than-disk': 'warning cluster/qdisk-risk',
  'qdisk-path-failover-45s': 'warning iscsi/timeouts',
  'svc-fs-sdx': 'error storage/unstable-name',
  'three-nodes-expected-votes-1': 'error cluster/expected-votes',
  'totem-token-1000': 'warning cluster/totem-range',
  'two-nodes-no-two-node': 'error cluster/two-node',
  'two-nodes-votes-1-and-2': 'error cluster/two-node',
  'vm-cache-writeback': 'error libvirt/unsafe-cache',
  'vm-cpu-host-model': 'warning libvirt/not-migratable',
  'vm-cpu-minimum': 'warning libvirt/not-migratable',
  'vm-xml-on-shared-mount': 'warning libvirt/definition-place',
};

/** What was noise in a case, or is not right any more. */
const NOT: { readonly [name: string]: readonly string[] } = {
  'cman-version-without-ccs-sync': ['error', 'warning'],
  'fence-lanplus-false-rhel6': ['error', 'warning'],
  'fence-manual': ['fence/race'],
  'fence-scsi-only-delay': ['fence/race', 'fence/delay-ignored'],
};

const names =
  CASES === undefined ? [] : readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, 'site.yaml')));

describeUnless(CASES === undefined ? 'CLUSTERC_CASES names no folder' : undefined, 'cases from the field', () => {
  it('all are known here', () => {
    expect(names.sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(names)('%s', (name) => {
    const found = analyseSite(join(FOLDER, name, 'site.yaml')).diagnostics.map(
      ({ severity, code }) => `${severity} ${code}`,
    );
    const expected = EXPECTED[name] ?? null;
    if (expected !== null) expect(found).toContain(expected);
    for (const noise of NOT[name] ?? []) expect(found.filter((one) => one.includes(noise))).toEqual([]);
  });
});
