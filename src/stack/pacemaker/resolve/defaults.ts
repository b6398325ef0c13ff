/** Defaults for values that the site does not set, in the site's notation. */
export const PACEMAKER_DEFAULTS = {
  corosync: {
    transport: { value: 'knet', because: 'the one transport with encryption and several links; corosync.conf(5)' },
    cipher: { value: 'aes256', because: "what pcs sets up; corosync's own default is no encryption" },
    hash: { value: 'sha256', because: "what pcs sets up; corosync's own default is no authentication" },
    key: {
      value: { secret: 'corosync/authkey' },
      because: 'the name of the secret with the key of all nodes: our choice',
    },
  },
  device: {
    algorithm: { value: 'ffsplit', because: 'exactly one half of a split gets the vote; corosync-qdevice(8)' },
    tls: { value: 'on', because: "corosync-qdevice's own default" },
  },
  sbd: {
    watchdog: { value: '/dev/watchdog', because: "sbd's own default" },
    watchdog_timeout: { value: '5s', because: "sbd's own default" },
  },
  stickiness: { value: 1, because: 'nothing moves without a reason, and any preference is one: our choice' },
  vm: {
    start_timeout: { value: '120s', because: 'libvirt takes seconds, and storage may be slow: our choice' },
    stop_timeout: { value: '300s', because: 'the agent destroys a guest five seconds before: our choice' },
    monitor_interval: { value: '30s', because: 'a failure is seen within half a minute: our choice' },
    monitor_timeout: { value: '60s', because: 'a busy libvirt takes long to answer: our choice' },
  },
} as const;
