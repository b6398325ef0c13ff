/**
 * Values that are used when the site does not say them. Rendered ones are part of the format: changing one restarts
 * customers' services, so it needs `version: 2`. A test holds this table against the `default` of each schema.
 */
export const DEFAULTS = {
  host: { votes: { value: 1, because: 'cman(5): a node has one vote' } },
  fence_use: {
    action: { value: 'reboot', because: 'fence agents reboot unless told otherwise; fence_ipmilan(8), action' },
  },
  fence_daemon: {
    post_join_delay: {
      value: '30s',
      because: '20 to 30 s are advised, so that a slow booter is not fenced; Red Hat, cluster administration guide',
    },
    post_fail_delay: { value: '0s', because: 'a delay here delays all recovery; RH-CONF-004' },
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
} as const;

/** Head start of the preferred survivor of a two-node fence race, on the device that kills it; 10 to 30 s are advised. */
export const FENCE_RACE_DELAY = '15s';

/** The iSCSI port; RFC 7143, 15 (IANA considerations). */
export const ISCSI_PORT = 3260;
