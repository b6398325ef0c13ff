/**
 * Values that are used when the site does not say them. Rendered ones are part of the format: changing one restarts
 * customers' services, so it needs `version: 2`. A test holds this table against the `default` of each schema.
 */
export const DEFAULTS = {
  host: { votes: { value: 1, because: 'cman(5): a node has one vote' } },
  fence_use: {
    action: { value: 'reboot', because: 'fence agents reboot unless told otherwise; fence_ipmilan(8), action' },
  },
  secret_provider: {
    prefix: { value: 'CLUSTERC_SECRET_', because: 'ours alone among the variables of a shell: our choice' },
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
  },
  failover_domain: {
    ordered: { value: true, because: 'hosts are listed preferred first' },
    restricted: { value: true, because: 'a host that is not listed may lack the storage: our choice' },
    failback: { value: false, because: 'moving back interrupts what runs again: our choice' },
  },
  service: {
    autostart: { value: true, because: "rgmanager's own default" },
    exclusive: { value: false, because: "rgmanager's own default" },
    recovery: { value: 'restart', because: "rgmanager's own default" },
    // A later change of these two stops and starts the service, so they are right from the first day. Domain reference, 2.2, row 18.
    max_restarts: { value: 2, because: 'two restarts on one host, then another host, as for VMs: our choice' },
    restart_expire_time: { value: '10m', because: 'restarts older than ten minutes are forgotten: our choice' },
  },
} as const;

/** Time fenced waits for a node to join. 20 to 30 s are advised, so that a slow booter is not fenced; Red Hat's cluster administration guide. */
export const POST_JOIN_DELAY = '30s';

/** Head start of the preferred survivor of a two-node fence race, on the device that kills it; 10 to 30 s are advised. */
export const FENCE_RACE_DELAY = '15s';

/** The iSCSI port; RFC 7143, 15 (IANA considerations). */
export const ISCSI_PORT = 3260;
