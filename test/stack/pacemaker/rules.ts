/**
 * The rules that a site or a change can break, and what finds each of them.
 *
 * `code`: diagnostics, each with a broken site on this stack, or a scenario of a change. `test`: no site can break the rule, which that test of
 * rules.test.ts shows.
 * `pair`: the rule is about a change of a running cluster, which the recorded pair of that id makes. `change`: the same for
 * corosync.conf, by the title in corosync.test.ts.
 */
export type Rule = {
  readonly rule: string;
  readonly code?: readonly string[];
  readonly test?: string;
  readonly pair?: readonly string[];
  readonly change?: string;
  readonly why?: string;
};

export const RULES: readonly Rule[] = [
  { rule: 'pcmk/stonith-off', code: ['pcmk/dangerous-property'] },
  { rule: 'pcmk/no-fence-device', code: ['fence/no-method', 'pcmk/no-fence-device'] },
  {
    rule: 'pcmk/fence-map-name',
    test: 'a fence device names nodes of the cluster only',
    why: 'the map is made of the hosts',
  },
  { rule: 'pcmk/fence-map-dup', test: 'a host with several devices has levels', why: 'levels are always written' },
  {
    rule: 'pcmk/fence-self-only',
    code: ['fence/own-address'],
    why: 'the site says addresses, and nothing of the networks between them',
  },
  { rule: 'pcmk/fence-delay-both', code: ['fence/race', 'pcmk/fence-delay-both'] },
  { rule: 'pcmk/fence-delay-none', code: ['fence/race', 'pcmk/fence-delay-none'] },
  { rule: 'pcmk/level-unknown', code: ['fence/dangling'] },
  { rule: 'pcmk/level-index', code: ['pcmk/level-index'] },
  { rule: 'pcmk/unfencing-change', code: ['pcmk/unfencing-change'], pair: ['scsi-delay', 'scsi-devices'] },
  { rule: 'pcmk/kdump-alone', code: ['fence/kdump'] },
  { rule: 'pcmk/sbd-timeouts', code: ['pcmk/sbd-timeouts'] },
  { rule: 'pcmk/sbd-diskless-two', code: ['pcmk/sbd-diskless-two'] },
  {
    rule: 'pcmk/watchdog-zero',
    code: ['pcmk/property-key'],
    why: 'the option is written with sbd only, which is on all hosts',
  },
  { rule: 'pcmk/quorum-policy-dlm', code: ['pcmk/quorum-policy-dlm'] },
  { rule: 'pcmk/quorum-ignore', code: ['pcmk/quorum-ignore'] },
  { rule: 'pcmk/symmetric-off', code: ['pcmk/dangerous-property'] },
  {
    rule: 'pcmk/ban-missing-new-host',
    test: 'a restricted domain bans every other host',
    why: 'bans are made of the hosts',
  },
  {
    rule: 'pcmk/primitive-id-change',
    code: ['pcmk/primitive-id-change'],
    pair: ['vm-renamed', 'vm-renamed-next-to-old'],
  },
  { rule: 'pcmk/id-syntax', code: ['pcmk/id-syntax'] },
  { rule: 'pcmk/unknown-param', code: ['fence/agent-param', 'schema/unknown-key'] },
  { rule: 'pcmk/missing-param', code: ['pcmk/missing-param', 'schema/missing-key'] },
  { rule: 'pcmk/unknown-meta', code: ['pcmk/unknown-meta'] },
  { rule: 'pcmk/unknown-property', code: ['pcmk/unknown-property'] },
  { rule: 'pcmk/bool-spelling', code: ['pcmk/bool-spelling'] },
  { rule: 'pcmk/duplicate-monitor', code: ['pcmk/duplicate-monitor'] },
  { rule: 'pcmk/duration', code: ['pcmk/duration'] },
  { rule: 'pcmk/drain-swap', code: ['pcmk/drain-swap'], pair: ['drain-and-return', 'drain-return-first'] },
  {
    rule: 'pcmk/unmanaged-storage',
    code: ['pcmk/unmanaged-storage'],
    pair: ['meta-unmanaged-standby', 'meta-unmanaged-storage-param'],
  },
  { rule: 'fence/lanplus', code: ['fence/lanplus'] },
  {
    rule: 'pcmk/order-without-colocation',
    test: 'every order of a VM after its storage has a colocation',
    why: 'both are written at once',
  },
  { rule: 'pcmk/interleave-missing', test: 'every clone is interleaved', why: 'every clone is' },
  { rule: 'pcmk/order-cycle', code: ['pcmk/order-cycle'] },
  { rule: 'pcmk/coloc-impossible', code: ['pcmk/coloc-impossible'] },
  { rule: 'pcmk/clone-stop-under-vm', code: ['pcmk/clone-stop-under-vm'], pair: ['clone-removed'] },
  {
    rule: 'pcmk/new-dependency-restart',
    code: ['pcmk/new-dependency-restart'],
    pair: ['clone-added-dependency', 'clone-added-order-only'],
  },
  { rule: 'pcmk/group-middle', code: ['pcmk/group-middle'], pair: ['grp-member-middle'] },
  { rule: 'pcmk/stickiness-failback', code: ['pcmk/stickiness-failback'] },
  { rule: 'pcmk/threshold-no-expiry', code: ['pcmk/threshold-no-expiry'] },
  { rule: 'pcmk/nodes-rendered', test: 'no node is written', why: 'raw attributes are of another stack' },
  {
    rule: 'pcmk/schema-newer',
    test: 'the schema is one that the pacemaker of the release has',
    why: 'it is derived from the release',
  },
  { rule: 'pcmk/3-dialect', test: 'pacemaker 3 reads everything that is written', why: 'none of it is ever written' },
  { rule: 'pcmk/fencing-names', code: ['pcmk/unknown-property'] },
  { rule: 'cs/two-node-count', code: ['cluster/two-node'] },
  { rule: 'cs/consensus', code: ['cs/consensus'] },
  { rule: 'cs/token-range', code: ['cs/token-range'] },
  {
    rule: 'cs/token-vs-network',
    code: ['cs/token-range'],
    why: 'the site says nothing of the failover times of bonds and switches; a token below a second is reported',
  },
  { rule: 'cs/nodeid', code: ['cs/nodeid', 'cluster/nodeid', 'cs/nodeid-change'], change: 'the number of a node' },
  { rule: 'cs/name-dup, cs/addr-dup', code: ['cluster/node-name', 'cluster/address', 'cs/addr-dup'] },
  {
    rule: 'cs/links-uneven',
    code: ['cs/links-uneven'],
    why: 'addresses are of IPv4, so that families are never mixed',
  },
  { rule: 'cs/names-not-addresses', code: ['schema/pattern'] },
  { rule: 'cs/unencrypted', code: ['cs/unencrypted'] },
  { rule: 'cs/sha1-3des', code: ['cs/weak-hash'], why: 'no cipher of the schema is 3des' },
  {
    rule: 'cs/device-incompatible',
    code: ['cluster/two-node'],
    why: 'two_node is the only one of them that a site has',
  },
  { rule: 'cs/device-host-member', code: ['cs/device-host-member'] },
  { rule: 'cs/even-no-device', code: ['cluster/even-nodes'] },
  { rule: 'cs/reload-class', code: ['cs/reload-class'], change: 'the mode of links' },
  { rule: 'cs/config-version', test: 'corosync.conf has no version of its own', why: 'it is never written' },
  { rule: 'vm/name-line', code: ['vm/name-line'] },
  { rule: 'vm/path-managed', code: ['vm/path-managed'] },
  { rule: 'vm/word-name', code: ['vm/word-name'] },
  { rule: 'vm/live-on-exclusive', code: ['vm/live-on-exclusive'] },
  { rule: 'vm/migration-mapping', code: ['vm/migration-mapping'] },
  { rule: 'vm/stop-timeout', code: ['vm/stop-timeout'] },
  { rule: 'vm/migrate-timeout', code: ['vm/migrate-timeout'] },
  { rule: 'vm/autoset', test: 'the agent of a VM writes nothing into the CIB', why: 'they are always false' },
  { rule: 'vm/shutdown-mode', test: 'shutdown_mode is never written', why: 'no key of a site sets it' },
  { rule: 'vm/cpu-passthrough', code: ['libvirt/not-migratable'] },
  { rule: 'vm/uefi-persistent', test: 'no action defines a guest', why: 'guests are transient' },
  { rule: 'lvm/lock-mode', code: ['lvm/lock-mode'] },
  { rule: 'lvm/use-lvmlockd', test: 'lvm.conf fits the volume groups of the site', why: 'both settings are derived' },
  { rule: 'lvm/volume-list-and-id', test: 'lvm.conf has no volume_list', why: 'it is never written' },
  { rule: 'lvm/devicesfile-filter', test: 'lvm.conf has a filter or a devices file', why: 'never both are written' },
  { rule: 'lvm/rhel10-dlm', code: ['lvm/no-dlm'] },
  { rule: 'sys/stray-units', code: ['sys/stray-units'] },
  { rule: 'sys/node-limit', code: ['sys/node-limit'] },
];
