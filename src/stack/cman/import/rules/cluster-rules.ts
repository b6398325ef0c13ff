/** Maps attributes of cluster.conf's sections to keys of a site. cluster.conf(5), cman(5). */
import type { Rules } from '../../../../import/attributes.ts';
import { agentFlag, count, millis, oneOf, seconds, text, word, yesNo } from '../../../../import/values.ts';
import { atoi, flag } from './values.ts';

const TRANSPORTS = { udp: 'multicast', udpb: 'broadcast', udpu: 'udpu', rdma: 'rdma' };

export const CLUSTER: Rules = { name: ['name', text], config_version: null };

/** The `raw` of <cman> belongs to `network`. */
export const CMAN: Rules = {
  two_node: ['quorum/two_node', flag],
  expected_votes: ['quorum/expected_votes', count],
  quorum_dev_poll: ['quorum/poll', millis],
  transport: ['network/transport', word(TRANSPORTS)],
  broadcast: ['network/transport', word({ yes: 'broadcast', no: 'multicast' })],
  port: ['network/port', count],
  keyfile: ['network/keyfile', text],
  cluster_id: ['network/cluster_id', count],
  hash_cluster_id: ['network/hash_cluster_id', yesNo],
  shutdown_timeout: ['membership/shutdown_timeout', millis],
  ccsd_poll: ['membership/ccsd_poll', millis],
};

export const MULTICAST: Rules = { addr: ['address', text], port: ['port', count], ttl: ['ttl', count] };

export const TOTEM: Rules = {
  ...Object.fromEntries(['token', 'consensus', 'join'].map((key) => [key, [key, millis] as const])),
  ...Object.fromEntries(
    (
      'token_retransmits_before_loss_const fail_recv_const netmtu window_size max_messages seqno_unchanged_const ' +
      'miss_count_const rrp_problem_count_threshold'
    )
      .split(' ')
      .map((key) => [key, [key, count] as const]),
  ),
  secauth: ['secauth', yesNo],
  rrp_mode: ['rrp_mode', oneOf('none', 'passive', 'active')],
};

export const QUORUMD: Rules = {
  label: ['label', text],
  device: ['device', text],
  interval: ['interval', seconds],
  ...counts('tko tko_up upgrade_wait votes min_score max_error_cycles priority'),
  ...flags('master_wins reboot allow_kill stop_cman paranoid io_timeout use_uptime'),
  scheduler: ['scheduler', text],
  status_file: ['status_file', text],
  cman_label: ['cman_label', text],
};

export const HEURISTIC: Rules = {
  program: ['program', text],
  score: ['score', count],
  interval: ['interval', seconds],
  tko: ['tko', count],
};

export const FENCE_DAEMON: Rules = {
  post_join_delay: ['post_join_delay', seconds],
  post_fail_delay: ['post_fail_delay', seconds],
  override_time: ['override_time', seconds],
  override_path: ['override_path', text],
  skip_undefined: ['skip_undefined', flag],
};

/** fenced's own default of post_join_delay. The site's default differs. fenced(8). */
export const FENCED_OWN = '6s';

export const DLM: Rules = {
  protocol: ['protocol', oneOf('tcp', 'sctp', 'detect')],
  timewarn: ['timewarn', (written) => centiseconds(written)],
  ...flags('log_debug enable_fencing enable_quorum plock_ownership'),
  plock_rate_limit: ['plock_rate_limit', count],
};

export const GFS: Rules = {
  ...flags('plock_ownership enable_withdraw'),
  plock_rate_limit: ['plock_rate_limit', count],
};

export const CLVMD: Rules = { interface: ['interface', oneOf('cman', 'corosync', 'openais')] };

export const FENCE_XVMD: Rules = {
  ...counts('debug port'),
  ...flags('use_uuid'),
  ...Object.fromEntries(
    ['auth', 'hash'].map((key) => [key, [key, oneOf('none', 'sha1', 'sha256', 'sha512')] as const]),
  ),
  ...Object.fromEntries(
    ['multicast_address', 'multicast_interface', 'key_file', 'uri'].map((key) => [key, [key, text] as const]),
  ),
};

export const LOGGING: Rules = {
  name: null,
  subsys: null,
  to_syslog: ['syslog', yesNo],
  to_logfile: ['file', yesNo],
  logfile: ['file', text],
  syslog_facility: ['facility', text],
  syslog_priority: ['priority', text],
  logfile_priority: ['file_priority', text],
  debug: ['debug', yesNo],
};

export const RM: Rules = {
  status_poll_interval: ['status_poll_interval', seconds],
  status_child_max: ['status_child_max', count],
  transition_throttling: ['transition_throttling', seconds],
  central_processing: ['central_processing', agentFlag],
  log_level: ['log_level', count],
  log_facility: ['log_facility', text],
};

/** Element name -> its rules. */
export const CLUSTER_RULES: { readonly [element: string]: Rules } = {
  cluster: CLUSTER,
  cman: CMAN,
  multicast: MULTICAST,
  altmulticast: MULTICAST,
  totem: TOTEM,
  quorumd: QUORUMD,
  heuristic: HEURISTIC,
  fence_daemon: FENCE_DAEMON,
  dlm: DLM,
  gfs_controld: GFS,
  clvmd: CLVMD,
  fence_xvmd: FENCE_XVMD,
  logging: LOGGING,
  logging_daemon: LOGGING,
  rm: RM,
};

/** Reads timewarn, in hundredths of a second. dlm_controld(8). */
function centiseconds(written: string): ReturnType<typeof millis> {
  return /^[0-9]{1,8}$/.test(written.trim()) ? millis(String(atoi(written) * 10)) : undefined;
}

function counts(names: string): Rules {
  return Object.fromEntries(names.split(' ').map((name) => [name, [name, count]]));
}

function flags(names: string): Rules {
  return Object.fromEntries(names.split(' ').map((name) => [name, [name, flag]]));
}
