/**
 * Cases from the field that `check` decides: what it has to find, and the small copy in own words that the project has of each.
 * A copy is a broken site, which test/broken.test.ts proves.
 */
export type FieldCase = { readonly expected: string; readonly copy: string };

export const FIELD_CASES: { readonly [name: string]: FieldCase } = {
  'cluster-name-16': { expected: 'error cluster/name', copy: 'cluster/name' },
  'facts-acpid-with-bmc': { expected: 'warning facts/boot', copy: 'facts/boot--board' },
  'facts-corosync-at-boot': { expected: 'warning facts/boot', copy: 'facts/boot--corosync' },
  'facts-cpu-model-newer-than-a-host': { expected: 'warning facts/cpu', copy: 'facts/cpu' },
  'facts-libvirt-guests-at-boot': { expected: 'warning facts/boot', copy: 'facts/boot--board' },
  'facts-node-name-is-loopback': { expected: 'error facts/node-name', copy: 'facts/node-name--loopback' },
  'fence-address-three-octets': { expected: 'error schema/pattern', copy: 'schema/pattern--three-numbers' },
  'fence-ipmilan-method-cycle': { expected: 'warning fence/cycle', copy: 'fence/cycle' },
  'fence-manual': { expected: 'error cluster/dangerous-switch', copy: 'cluster/dangerous-switch--manual' },
  'fence-plugs-crossed': { expected: 'warning fence/crossed-plug', copy: 'fence/crossed-plug' },
  'fence-race-no-delay': { expected: 'warning fence/race', copy: 'fence/race' },
  'fence-scsi-on-quorum-disk': { expected: 'error fence/cluster-disk', copy: 'fence/cluster-disk' },
  'fence-scsi-only-delay': { expected: 'warning fence/san-only', copy: 'fence/san-only' },
  'fence-scsi-vg-name': { expected: 'error fence/agent-param', copy: 'fence/agent-param--devices' },
  'fence-scsi-without-unfence': { expected: 'warning fence/san-only', copy: 'fence/san-only' },
  'fence-unused-device': { expected: 'note fence/unused', copy: 'fence/unused' },
  'iscsi-chap-mutual-same-name': { expected: 'error iscsi/chap', copy: 'iscsi/chap--mutual' },
  'iscsi-multipath-120s': { expected: 'warning iscsi/timeouts', copy: 'iscsi/timeouts--multipath' },
  'iscsi-same-iqn': { expected: 'error iscsi/initiator-name', copy: 'iscsi/initiator-name' },
  'lvm-clvmd-and-volume-list': { expected: 'note lvm/local-groups-idle', copy: 'lvm/local-groups-idle' },
  'lvm-fallback-local': { expected: 'error lvm/cluster-locking', copy: 'lvm/cluster-locking' },
  'multipath-queue-feature': { expected: 'error storage/queue-forever', copy: 'storage/queue-forever' },
  'post-join-delay-3': { expected: 'warning cluster/timers-boot', copy: 'cluster/timers-boot' },
  'qdisk-heuristic-loopback': { expected: 'warning cluster/qdisk-risk', copy: 'cluster/qdisk-risk--itself' },
  'qdisk-heuristic-ping-without-deadline': { expected: 'warning cluster/qdisk-risk', copy: 'cluster/qdisk-risk--ping' },
  'qdisk-heuristic-slower-than-disk': { expected: 'warning cluster/qdisk-risk', copy: 'cluster/qdisk-risk--late' },
  'qdisk-path-failover-45s': { expected: 'warning iscsi/timeouts', copy: 'iscsi/timeouts--quorum-disk' },
  'svc-fs-sdx': { expected: 'error storage/unstable-name', copy: 'storage/unstable-name' },
  'three-nodes-expected-votes-1': { expected: 'error cluster/expected-votes', copy: 'cluster/expected-votes' },
  'totem-token-1000': { expected: 'warning cluster/totem-range', copy: 'cluster/totem-range' },
  'two-nodes-no-two-node': { expected: 'error cluster/two-node', copy: 'cluster/two-node' },
  'two-nodes-votes-1-and-2': { expected: 'error cluster/two-node', copy: 'cluster/two-node--unequal' },
  'vm-cache-writeback': { expected: 'error libvirt/unsafe-cache', copy: 'libvirt/unsafe-cache' },
  'vm-cpu-host-model': { expected: 'warning libvirt/not-migratable', copy: 'libvirt/not-migratable' },
  'vm-cpu-minimum': { expected: 'warning libvirt/not-migratable', copy: 'libvirt/not-migratable--minimum' },
  'vm-xml-on-shared-mount': { expected: 'warning libvirt/definition-place', copy: 'libvirt/definition-place' },
};

/** Cases that no finding of `check` decides: the file that has a small copy of each, and what it says there. */
export const OTHER_CASES: { readonly [name: string]: readonly [file: string, says: string] } = {
  'cman-version-without-ccs-sync': ['fixtures/pair/expected/manifest.json', '"-S"'],
  'diff-xml-edited-on-one-node': ['fixtures/broken/drift/nodes-differ.scenario.yaml', 'drift/nodes-differ'],
  'fence-lanplus-false-rhel6': ['test/check/field.test.ts', 'lanplus that is off'],
  'iscsi-chap-changed-after-discovery': [
    'fixtures/plans/chap-password/expected/plan.txt',
    'then give it to the target',
  ],
  'iscsi-discovery-resets-other-targets': [
    'fixtures/plans/chap-password/expected/plan.txt',
    'also those of other targets',
  ],
  'plan-two-to-three-nodes': ['fixtures/plans/third-host/expected/plan.txt', 'stop of all nodes at once'],
  'plan-version-not-raised': ['test/cli/push/plan.test.ts', 'cman refuses a version that does not rise'],
  'plan-vm-removed': ['test/impact/classes.test.ts', 'vm:vm2 VM_ORPHAN'],
  'plan-vm-renamed': ['test/impact/classes.test.ts', 'vm:vm1b VM_ADD'],
  'status-vm-defined-shut-off': ['fixtures/broken/status/defined-guest.scenario.yaml', 'status/defined-guest'],
};
