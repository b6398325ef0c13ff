/**
 * Values that are used if the site does not set them. Rendered ones are part of the format: changing one restarts customers'
 * services, so it needs `version: 2`. A test compares this table with the `default` of each schema.
 */
export const DEFAULTS = {
  host: { votes: { value: 1, because: 'a node has one vote unless the site says otherwise' } },
  fence_use: {
    action: { value: 'reboot', because: 'fence agents reboot unless told otherwise; fence_ipmilan(8), action' },
  },
  iscsi: {
    startup: { value: 'automatic', because: 'sessions are needed before the cluster starts' },
    login_timeout: { value: '15s', because: "open-iscsi's own default" },
    logout_timeout: { value: '15s', because: "open-iscsi's own default" },
    noop_interval: { value: '5s', because: "open-iscsi's own default" },
    noop_timeout: { value: '5s', because: "open-iscsi's own default" },
    abort_timeout: { value: '15s', because: "open-iscsi's own default" },
    lu_reset_timeout: { value: '30s', because: "open-iscsi's own default" },
    target_reset_timeout: { value: '30s', because: "open-iscsi's own default" },
    login_retries: { value: 8, because: "open-iscsi's own default: two minutes at boot" },
    cmds_max: { value: 128, because: "open-iscsi's own default" },
    queue_depth: { value: 32, because: "open-iscsi's own default" },
    sessions: { value: 1, because: "open-iscsi's own default" },
    initial_r2t: { value: false, because: "open-iscsi's own default" },
    immediate_data: { value: true, because: "open-iscsi's own default" },
    first_burst_length: { value: '256K', because: "open-iscsi's own default" },
    max_burst_length: { value: '16383K', because: "open-iscsi's own default" },
    max_receive_segment: { value: '256K', because: "open-iscsi's own default" },
    header_digest: { value: 'none', because: "open-iscsi's own default" },
    fast_abort: { value: true, because: "open-iscsi's own default" },
  },
  multipath: {
    polling_interval: { value: '5s', because: "multipath's own default" },
  },
  lvm: {
    fallback_to_local_locking: {
      value: false,
      because: 'without cluster-wide locks commands must fail, and not change shared storage alone',
    },
    wait_for_locks: { value: true, because: "lvm2's own default" },
    use_lvmetad: { value: false, because: 'its cache knows nothing of the other hosts' },
    monitoring: { value: true, because: "lvm2's own default" },
    backup: { value: true, because: "lvm2's own default" },
    archive: { value: true, because: "lvm2's own default" },
    retain_min: { value: 10, because: "lvm2's own default" },
    retain_days: { value: 30, because: "lvm2's own default" },
  },
  secret_provider: {
    prefix: { value: 'CLUSTERC_SECRET_', because: 'unique among the variables of a shell: our choice' },
  },
  volume_group: { clustered: { value: true, because: 'guests migrate only when all hosts may use the volume' } },
  vm: {
    migrate: { value: 'live', because: 'a planned move interrupts nothing: our choice' },
    autostart: { value: true, because: 'what the cluster does if nothing is set' },
    exclusive: { value: false, because: 'what the cluster does if nothing is set' },
    recovery: {
      value: 'restart',
      because: 'what the cluster does if nothing is set; always written, so that a later change is live',
    },
    max_restarts: { value: 2, because: 'two restarts on one host, then another host: our choice' },
    restart_expire_time: { value: '10m', because: 'restarts older than ten minutes are forgotten: our choice' },
    clock: { value: 'utc', because: 'Linux keeps its hardware clock in UTC; libvirt.org/formatdomain, "Time keeping"' },
    on_poweroff: { value: 'destroy', because: 'a guest that switches itself off has stopped' },
    on_reboot: { value: 'restart', because: 'destroy would make a failover of each reboot of the guest' },
    on_crash: { value: 'destroy', because: 'the cluster decides about recovery; restart would hide a failure from it' },
    serial: { value: true, because: 'virsh console works: our choice' },
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
  failover_domain: {
    ordered: { value: true, because: 'hosts are listed preferred first' },
    restricted: { value: true, because: 'a host that is not listed may lack the storage: our choice' },
    failback: { value: false, because: 'moving back interrupts what runs again: our choice' },
  },
  service: {
    autostart: { value: true, because: 'what the cluster does if nothing is set' },
    exclusive: { value: false, because: 'what the cluster does if nothing is set' },
    recovery: { value: 'restart', because: 'what the cluster does if nothing is set' },
    // Changing either of these later stops and starts the service, so they are written from the start. Measured with
    // rg_test.
    max_restarts: { value: 2, because: 'two restarts on one host, then another host, as for VMs: our choice' },
    restart_expire_time: { value: '10m', because: 'restarts older than ten minutes are forgotten: our choice' },
  },
} as const;

/** Head start of the preferred survivor of a two-node fence race, on the device that kills it; 10 to 30 s are advised. */
export const FENCE_RACE_DELAY = '15s';

/** How long to wait for a lost session before its requests fail. Red Hat, DM Multipath: 5 to 15 s. */
export const REPLACEMENT_TIMEOUT = {
  alone: { value: '120s', because: "open-iscsi's own default: a guest waits rather than sees an error" },
  multipath: {
    value: '5s',
    because: "another path takes over; as multipath's own fast_io_fail_tmo, multipath.conf(5)",
  },
} as const;

/** How long requests wait while a LUN has no path: as long as without multipath. Our choice. */
export const NO_PATH_TIME = {
  value: '120s',
  because: 'as many tests as fill 120 s, as long as a session waits without multipath',
} as const;

/** The iSCSI port; RFC 7143, 15 (IANA considerations). */
export const ISCSI_PORT = 3260;
