/**
 * Values that are used when the site does not say them. Rendered ones are part of the format: changing one restarts
 * customers' services, so it needs `version: 2`. A test holds this table against the `default` of each schema.
 */
export const DEFAULTS = {
  host: { votes: { value: 1, because: 'cman(5): a node has one vote' } },
  fence_use: {
    action: { value: 'reboot', because: 'fence agents reboot unless told otherwise; fence_ipmilan(8), action' },
  },
  volume_group: { clustered: { value: true, because: 'guests migrate only when all hosts may use the volume' } },
  vm: {
    migrate: { value: 'live', because: "vm.sh's own default" },
    autostart: { value: true, because: "rgmanager's own default" },
    exclusive: { value: false, because: "rgmanager's own default" },
    recovery: {
      value: 'restart',
      because: 'what rgmanager does when nothing is said; said, so that a later change is live',
    },
    max_restarts: { value: 2, because: 'two restarts on one host, then another host: our choice' },
    restart_expire_time: { value: '10m', because: 'restarts older than ten minutes are forgotten: our choice' },
    clock: { value: 'utc', because: 'Linux keeps its hardware clock in UTC; libvirt.org/formatdomain, "Time keeping"' },
    on_poweroff: { value: 'destroy', because: 'a guest that switches itself off has stopped' },
    on_reboot: { value: 'restart', because: 'destroy would make a failover of each reboot of the guest' },
    on_crash: { value: 'destroy', because: 'rgmanager decides about recovery; restart would hide a failure from it' },
    serial: { value: true, because: '`virsh console` works: our choice' },
  },
  disk: { cache: { value: 'none', because: 'what live migration on shared storage needs' } },
  nic: { model: { value: 'virtio', because: 'the fastest one; every Linux since 2.6.25 knows it' } },
  cpu: {
    mode: { value: 'custom', because: 'the guest sees the same processor on every host' },
    match: { value: 'exact', because: "libvirt's own default" },
  },
  graphics: {
    type: { value: 'vnc', because: 'what every release offers' },
    listen: { value: '127.0.0.1', because: 'other addresses need a password and TLS' },
  },
  watchdog: {
    model: { value: 'i6300esb', because: 'a PCI card that every Linux since 2.6.27 drives' },
    action: { value: 'reset', because: "libvirt's own default" },
  },
} as const;

/** Time fenced waits for a node to join. 20 to 30 s are advised, so that a slow booter is not fenced; Red Hat's cluster administration guide. */
export const POST_JOIN_DELAY = '30s';

/** Head start of the preferred survivor of a two-node fence race, on the device that kills it; 10 to 30 s are advised. */
export const FENCE_RACE_DELAY = '15s';

/** The iSCSI port; RFC 7143, 15 (IANA considerations). */
export const ISCSI_PORT = 3260;
