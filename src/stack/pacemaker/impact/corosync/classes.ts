/**
 * The effect of `corosync-cfgtool -R` on a change of each key. Measured with corosync 3.1.7 on two nodes with
 * knet, unless a row says otherwise. Keys that are read only at start are from its votequorum.c and totemconfig.c.
 */

export type ChangeClass =
  /** Takes effect after a reload, without interruption. */
  | 'live'
  /** Rolling restart of corosync, one node at a time. */
  | 'node-by-node'
  /** All nodes stop, then start with the new file. */
  | 'all-at-once'
  /** corosync rejects the whole reload (exit code 7). The change needs several steps or a full stop. */
  | 'refused'
  /** Splits the cluster or loses quorum. */
  | 'never';

export type Row = {
  /** Path of a key; `*` matches one part. The first matching row counts. */
  readonly path: string;
  /** Kind of change. Absent: any. */
  readonly when?: 'added' | 'removed' | 'changed';
  /** Applies only to this new value. */
  readonly to?: string;
  readonly class: ChangeClass;
  /** The reload returns 0 without effect, or changes only the displayed value. */
  readonly silent?: true;
  readonly note: string;
};

const live = (path: string, note: string): Row => ({ path, class: 'live', note });
const silent = (path: string, kind: ChangeClass, note: string): Row => ({ path, class: kind, silent: true, note });

const EACH_FILE = 'each node reads its own file: the same file goes to all nodes before the reload';
const NOT_AT_RUNTIME = 'the log says "cannot be changed at run-time", the old value stays';
const AT_START = 'read at start only';

export const CLASSES: readonly Row[] = [
  ...['token', 'token_coefficient', 'consensus', 'join', 'hold', 'window_size', 'knet_pmtud_interval'].map((key) =>
    live(`totem.${key}`, EACH_FILE),
  ),
  ...['token_retransmit', 'token_retransmits_before_loss_const'].map((key) => live(`totem.${key}`, EACH_FILE)),
  ...['knet_ping_interval', 'knet_ping_timeout', 'knet_ping_precision', 'knet_pong_count'].map((key) =>
    live(`totem.interface*.${key}`, EACH_FILE),
  ),
  live('logging.*', 'at once'),
  {
    path: 'totem.crypto_cipher',
    to: 'none',
    class: 'all-at-once',
    note: 'nodes with and without encryption do not hear each other',
  },
  live('totem.crypto_cipher', `${EACH_FILE}; with the file on one node only the link is down within a second`),
  live('totem.crypto_hash', `${EACH_FILE}; with the file on one node only the link is down within a second`),
  silent('totem.transport', 'all-at-once', `${NOT_AT_RUNTIME}; without crypto the encryption is switched off live`),
  silent('totem.cluster_name', 'all-at-once', `${NOT_AT_RUNTIME}; it is part of the locks of shared volume groups`),
  ...['netmtu', 'ip_version', 'ip_dscp', 'version'].map((key) =>
    silent(`totem.${key}`, 'node-by-node', NOT_AT_RUNTIME),
  ),
  silent('totem.threads', 'node-by-node', NOT_AT_RUNTIME),
  silent('totem.link_mode', 'node-by-node', 'the shown value changes, the traffic stays as before'),
  { path: 'totem.config_version', class: 'never', note: 'a node that starts with a lower number ends; leave it out' },
  silent('totem.interface*.mcastport', 'node-by-node', 'the shown port changes, the socket keeps the old one'),
  { path: 'totem.interface*.knet_transport', class: 'refused', note: 'remove the link, and add it again' },
  silent('system.*', 'node-by-node', NOT_AT_RUNTIME),
  {
    path: 'quorum.provider',
    when: 'removed',
    class: 'never',
    note: 'no quorum data any more, and no reload repairs it',
  },
  { path: 'quorum.provider', class: 'all-at-once', note: AT_START },
  { path: 'quorum.expected_votes', class: 'never', note: 'one that is too high takes the quorum of all nodes at once' },
  live('quorum.two_node', 'wait_for_all follows it'),
  live('quorum.device*', 'expected votes follow at once; the daemon of the device reads it when it starts'),
  ...['wait_for_all', 'last_man_standing', 'last_man_standing_window', 'auto_tie_breaker', 'auto_tie_breaker_node'].map(
    (key) => silent(`quorum.${key}`, 'node-by-node', AT_START),
  ),
  silent('quorum.allow_downscale', 'node-by-node', AT_START),
  live('nodelist.node*.quorum_votes', 'expected votes follow'),
  { path: 'nodelist.node*.nodeid', when: 'changed', class: 'all-at-once', note: 'the nodes lose each other' },
  silent('nodelist.node*.name', 'all-at-once', 'corosync shows the new name, pacemaker keeps the old one'),
  {
    path: 'nodelist.node*.ring*_addr',
    when: 'changed',
    class: 'refused',
    note: 'with a second link up: remove the link, then add it with the new address; with one link: full stop',
  },
  live('nodelist.node*.ring*_addr', 'a link that comes or goes on all nodes; no loss while another link is up'),
];
