/**
 * The elements and attributes that clusterc writes to cluster.conf, and what a changed value needs to take effect.
 *
 * One table answers two questions: may a site set this attribute as `raw` (not if it is here), and what does a change cost. A
 * test refuses a golden file with an attribute that is missing here. Sources: cman(5), fenced(8), qdisk(5), rgmanager and
 * Red Hat solution 39903; in doubt the stricter class.
 */
import { own } from '../../../base/json.ts';
import { rmTypes } from '../../../catalogue/rm.ts';
import type { Platform } from '../../../platform/release-id.ts';
import { rhel6 } from '../../../platform/rhel6.ts';

/** From the mildest to the most severe. */
export type CmanActivation =
  /** Daemons apply it when the new version is announced. */
  | 'live'
  /** rgmanager compares old and new, and may stop and start what changed. */
  | 'rgmanager-delta'
  /** Read at the moment of fencing. */
  | 'at-fencing'
  /** qdiskd restarts on each node, one after the other. */
  | 'qdiskd-restart'
  /** When the node's daemons start again: a rolling restart. */
  | 'next-join'
  /** All rgmanagers stop, then all start. */
  | 'rgmanager-restart'
  /** cman stops on all nodes at once; every VM goes down. */
  | 'full-stop'
  /** All members see another cluster. */
  | 'new-cluster';

/** An attribute may be there before and after, only after, or only before. */
export type HowChanged = 'changed' | 'added' | 'removed';

type Change = { readonly [H in HowChanged]: CmanActivation } & {
  readonly rhel5?: CmanActivation;
  readonly source: string;
};
type Element = {
  /** Attributes that clusterc writes. */
  readonly attributes: { readonly [attribute: string]: Change };
  /** All other attributes, if one answer is right for all; else `UNKNOWN`. */
  readonly others?: Change;
};

/** An attribute that is not in the table. */
const UNKNOWN = alike('full-stop', 'nothing is known of it');

const NEW_CLUSTER = alike('new-cluster', 'cman(5), cluster name');
const VERSION = alike('live', 'cman_tool(8), version');
const FULL_STOP = alike('full-stop', 'cman(5); Red Hat solution 39903');
const VOTES = { ...alike('live', 'cman, commands.c: the reload of RHEL 6'), rhel5: 'next-join' } as const;
const EXPECTED = alike('live', 'cman, commands.c');
const CMAN_TIMER = alike('next-join', 'cman(5)');
const TOTEM = alike('full-stop', 'Red Hat solution 39903; measured: the nodes differed after a push');
const NEXT_JOIN = alike('next-join', 'dlm_controld(8), fenced(8): read at start');
const FENCED = kept('live', 'next-join', 'Measured with post_*_delay; fenced, config.c');
const AT_FENCING = alike('at-fencing', 'fenced, agent.c: read at each fencing');
const QDISKD = alike('qdiskd-restart', 'qdisk(5); Red Hat solution 39903');
const QDISK_VOTES = { ...alike('live', 'qdiskd, get_dynamic_config_data'), rhel5: 'qdiskd-restart' } as const;
const QDISKD_LIVE = {
  ...kept('live', 'qdiskd-restart', 'qdiskd, get_dynamic_config_data'),
  rhel5: 'qdiskd-restart',
} as const;
const LOGGING = { ...alike('live', 'Red Hat solution 39903: on RHEL 5 partly'), rhel5: 'next-join' } as const;
const RM = kept('live', 'next-join', 'rgmanager, main.c');
const RM_LOG = alike('live', 'rgmanager, main.c');
const CENTRAL = alike('rgmanager-restart', 'Red Hat solution 39903');
const DELTA = alike('rgmanager-delta', 'rgmanager, restree.c; measured with rg_test');

function alike(activation: CmanActivation, source: string): Change {
  return { changed: activation, added: activation, removed: activation, source };
}

/** A daemon that reads the attribute again where it is written, and keeps the old value where it is not there any more. */
function kept(activation: CmanActivation, removed: CmanActivation, source: string): Change {
  return { ...alike(activation, source), removed };
}

const LOG_KEYS = each('to_syslog to_logfile syslog_facility syslog_priority logfile_priority logfile debug', LOGGING);
const ELEMENTS: { readonly [element: string]: Element } = {
  cluster: { attributes: { name: NEW_CLUSTER, config_version: VERSION } },
  cman: {
    attributes: {
      ...each('two_node cluster_id hash_cluster_id port transport broadcast keyfile', FULL_STOP),
      ...each('quorum_dev_poll shutdown_timeout ccsd_poll', CMAN_TIMER),
      expected_votes: EXPECTED,
    },
  },
  multicast: { attributes: each('addr ttl port', FULL_STOP) },
  altmulticast: { attributes: each('addr ttl port', FULL_STOP) },
  totem: {
    attributes: each(
      'token consensus join fail_recv_const secauth token_retransmits_before_loss_const rrp_mode ' +
        'rrp_problem_count_threshold netmtu window_size max_messages seqno_unchanged_const miss_count_const',
      TOTEM,
    ),
  },
  quorumd: {
    attributes: {
      ...each('interval tko tko_up upgrade_wait min_score device label master_wins use_uptime cman_label', QDISKD),
      votes: QDISK_VOTES,
      ...each(
        'reboot allow_kill stop_cman paranoid io_timeout max_error_cycles scheduler priority status_file',
        QDISKD_LIVE,
      ),
    },
  },
  heuristic: { attributes: each('program score interval tko', QDISKD) },
  fence_daemon: {
    attributes: {
      ...each('post_join_delay post_fail_delay override_time', FENCED),
      ...each('override_path skip_undefined', NEXT_JOIN),
    },
  },
  dlm: {
    attributes: each(
      'protocol log_debug timewarn enable_fencing enable_quorum plock_rate_limit plock_ownership',
      NEXT_JOIN,
    ),
    others: NEXT_JOIN,
  },
  lockspace: { attributes: each('name nodir', NEXT_JOIN) },
  master: { attributes: each('name weight', NEXT_JOIN) },
  gfs_controld: {
    attributes: each('plock_rate_limit plock_ownership enable_withdraw', NEXT_JOIN),
    others: NEXT_JOIN,
  },
  clvmd: { attributes: each('interface', NEXT_JOIN) },
  fence_xvmd: {
    attributes: each('debug port use_uuid multicast_address multicast_interface auth hash key_file uri', NEXT_JOIN),
  },
  group: { attributes: each('groupd_compat', NEXT_JOIN) },
  uidgid: { attributes: each('uid gid', NEXT_JOIN) },
  logging: { attributes: LOG_KEYS },
  logging_daemon: { attributes: { ...each('name subsys', LOGGING), ...LOG_KEYS } },
  clusternode: { attributes: { ...each('name nodeid', FULL_STOP), votes: VOTES, weight: NEXT_JOIN } },
  altname: { attributes: each('name', FULL_STOP) },
  method: { attributes: each('name', AT_FENCING) },
  device: {
    attributes: each('name port module_name domain pserver switch key action delay', AT_FENCING),
    others: AT_FENCING,
  },
  // Run by the node itself when its cman starts.
  'unfence/device': {
    attributes: each('name port module_name domain pserver key action', NEXT_JOIN),
    others: NEXT_JOIN,
  },
  fencedevice: { attributes: each('name agent', AT_FENCING), others: AT_FENCING },
  rm: {
    attributes: {
      ...each('status_poll_interval status_child_max transition_throttling', RM),
      ...each('log_level log_facility', RM_LOG),
      central_processing: CENTRAL,
    },
  },
  failoverdomain: { attributes: each('name ordered restricted nofailback', DELTA) },
  failoverdomainnode: { attributes: each('name priority', DELTA) },
  ...managedElements(),
  action: { attributes: each('name depth interval timeout', DELTA) },
};

/**
 * What a changed, new or removed attribute needs to take effect. `element` is a name in cluster.conf; a device below <unfence>
 * is `unfence/device`. The most severe answer for anything unknown.
 */
export function activationOf(
  element: string,
  attribute: string,
  { family }: Platform,
  how: HowChanged = 'changed',
): { readonly activation: CmanActivation; readonly source: string } {
  const known = own(ELEMENTS, element);
  const { [how]: activation, rhel5, source } = own(known?.attributes, attribute) ?? known?.others ?? UNKNOWN;
  return { activation: family === 'rhel5' && rhel5 !== undefined ? rhel5 : activation, source };
}

/** The attributes that clusterc writes in an element, except parameters of fence agents. */
export function modelledAttributes(element: string): readonly string[] {
  return Object.keys(own(ELEMENTS, element)?.attributes ?? {});
}

/** Services, VMs and resources: what their agents declare, and what rgmanager reads in addition. Metadata of the agents, by rg_test rules. */
function managedElements(): { readonly [type: string]: Element } {
  const readByRgmanager =
    'ref __independent_subtree __enforce_timeouts __max_failures __failure_expire_time __max_restarts __restart_expire_time';
  const declared = Object.entries(rmTypes({ family: 'rhel6', minor: rhel6.newest }));
  return Object.fromEntries(
    declared.map(([type, { attributes }]) => [
      type,
      { attributes: each([...Object.keys(attributes), ...readByRgmanager.split(' ')].join(' '), DELTA), others: DELTA },
    ]),
  );
}

function each(names: string, change: Change): { readonly [attribute: string]: Change } {
  return Object.fromEntries(names.split(' ').map((name) => [name, change]));
}
