/**
 * Maps resource types of a service to resource agents: name, parameters, times. Metadata of resource-agents 4.12.
 * The agents' own metadata is in schemas/catalogue/pacemaker/. Times are our choice.
 */

import type { Counterpart } from './counterpart.ts';

const TIMES = { start: 60, stop: 60, monitor: 60, interval: 30 } as const;
const HEARTBEAT = { class: 'ocf', provider: 'heartbeat', times: TIMES } as const;
const BY_UNIT = 'the unit says it';
const OWN_NAME = 'nothing asks for the name of the service';
const SLEEP = 'the agent waits for nothing after an address is gone';

const FILE_SYSTEM = {
  nfslock: 'nfsserver frees locks of NFS clients',
  nfsrestart: 'nfsserver is a resource of its own',
  fsid: 'exportfs says it',
  quick_status: 'every look is quick',
  self_fence: 'a file system that cannot be unmounted fences its node already',
  use_findmnt: 'the agent finds mounts by itself',
} as const;

export const COUNTERPARTS: { readonly [type: string]: Counterpart } = {
  ip: {
    ...HEARTBEAT,
    type: 'IPaddr2',
    parameters: {
      ip: { from: 'address', part: 'address' },
      cidr_netmask: { from: 'address', part: 'prefix' },
      nic: { from: 'prefer_interface' },
    },
    times: { ...TIMES, start: 20, stop: 20, monitor: 20, interval: 10 },
    // ip.sh, monitor_link; findings/ipaddr2-monitor-succeeds-with-the-card-down.sh.
    missing: 'a card that loses its link no longer fails it',
    lost: {
      family: 'the address says it',
      monitor_link: 'only ocf:heartbeat:ethmonitor watches links',
      nfslock: FILE_SYSTEM.nfslock,
      sleeptime: SLEEP,
      disable_rdisc: 'rdisc is not touched',
    },
  },
  fs: {
    ...HEARTBEAT,
    type: 'Filesystem',
    parameters: {
      device: { from: 'device' },
      directory: { from: 'mountpoint' },
      fstype: { from: 'fstype' },
      options: { from: 'options' },
      force_unmount: { from: 'force_unmount' },
    },
    lost: { ...FILE_SYSTEM, force_fsck: 'the agent checks where the file system needs it' },
  },
  netfs: {
    ...HEARTBEAT,
    type: 'Filesystem',
    parameters: {
      device: { join: ['host', 'export'], with: ':' },
      directory: { from: 'mountpoint' },
      fstype: { from: 'fstype' },
      options: { from: 'options' },
      force_unmount: { from: 'force_unmount' },
    },
    lost: { ...FILE_SYSTEM, no_unmount: 'what is started is stopped' },
  },
  'bind-mount': {
    ...HEARTBEAT,
    type: 'Filesystem',
    parameters: {
      device: { from: 'source' },
      directory: { from: 'mountpoint' },
      fstype: { value: 'none' },
      options: { value: 'bind' },
      force_unmount: { from: 'force_unmount' },
    },
    lost: {},
  },
  lvm: {
    ...HEARTBEAT,
    type: 'LVM-activate',
    parameters: {
      vgname: { from: 'vg_name' },
      lvname: { from: 'lv_name' },
      vg_access_mode: { value: 'system_id' },
    },
    times: { start: 90, stop: 90, monitor: 90, interval: 30 },
    lost: { self_fence: FILE_SYSTEM.self_fence, nfslock: FILE_SYSTEM.nfslock },
  },
  script: {
    class: 'lsb',
    type: null,
    unit: 'file',
    parameters: {},
    times: TIMES,
    lost: { service_name: OWN_NAME },
  },
  nfsclient: {
    ...HEARTBEAT,
    type: 'exportfs',
    parameters: {
      clientspec: { from: 'target' },
      directory: { from: 'path', around: 'mountpoint' },
      options: { from: 'options' },
      fsid: { from: 'fsid' },
    },
    lost: {
      svcname: OWN_NAME,
      service_name: OWN_NAME,
      allow_recover: 'a client that fails is exported again',
      use_cache: 'nothing is cached',
    },
  },
  nfsserver: {
    ...HEARTBEAT,
    type: 'nfsserver',
    parameters: { nfs_shared_infodir: { from: 'nfspath', around: 'mountpoint' } },
    times: { ...TIMES, start: 90, monitor: 30 },
    lost: { path: 'exportfs says it', statdport: 'the unit says it', krbhost: BY_UNIT },
  },
  apache: {
    ...HEARTBEAT,
    type: 'apache',
    parameters: { configfile: { from: 'config_file' }, httpd: { from: 'httpd' }, options: { from: 'httpd_options' } },
    lost: {
      server_root: 'the configuration says it',
      shutdown_wait: 'the timeout of stop says it',
      service_name: OWN_NAME,
    },
  },
  mysql: {
    ...HEARTBEAT,
    type: 'mysql',
    parameters: { config: { from: 'config_file' }, additional_parameters: { from: 'mysqld_options' } },
    times: { start: 120, stop: 120, monitor: 30, interval: 20 },
    lost: {
      listen_address: 'the configuration says it',
      startup_wait: 'the timeout of start says it',
      shutdown_wait: 'the timeout of stop says it',
      service_name: OWN_NAME,
    },
  },
  'postgres-8': {
    ...HEARTBEAT,
    type: 'pgsql',
    parameters: {
      config: { from: 'config_file' },
      pgdba: { from: 'postmaster_user' },
      start_opt: { from: 'postmaster_options' },
    },
    times: { start: 120, stop: 120, monitor: 30, interval: 30 },
    lost: {
      startup_wait: 'the timeout of start says it',
      shutdown_wait: 'the timeout of stop says it',
      service_name: OWN_NAME,
    },
  },
  named: {
    ...HEARTBEAT,
    type: 'named',
    parameters: {
      named_config: { from: 'config_file' },
      named_rootdir: { from: 'named_working_dir' },
      named_options: { from: 'named_options' },
    },
    lost: {
      named_sdb: 'the options of named say it',
      update_source: 'the configuration says it',
      shutdown_wait: 'the timeout of stop says it',
      service_name: OWN_NAME,
    },
  },
  openldap: {
    ...HEARTBEAT,
    type: 'slapd',
    parameters: {
      config: { from: 'config_file' },
      services: { from: 'url_list' },
      parameters: { from: 'slapd_options' },
    },
    lost: { shutdown_wait: 'the timeout of stop says it', service_name: OWN_NAME },
  },
  oracledb: {
    ...HEARTBEAT,
    type: 'oracle',
    parameters: { sid: { from: 'name' }, home: { from: 'home' }, user: { from: 'user' } },
    times: { start: 120, stop: 120, monitor: 30, interval: 120 },
    lost: {
      listener_name: 'an oralistener is a resource of its own',
      type: 'the agent starts the database only',
      vhost: 'the listener says it',
      tns_admin: 'an oralistener says it',
    },
  },
  oralistener: {
    ...HEARTBEAT,
    type: 'oralsnr',
    parameters: {
      listener: { from: 'name' },
      // The monitor logs in to the database of the listener.
      sid: { from: 'name', of: 'oracledb' },
      home: { from: 'home' },
      user: { from: 'user' },
      tns_admin: { from: 'tns_admin' },
    },
    times: { start: 120, stop: 120, monitor: 60, interval: 10 },
    lost: {},
  },
};

/** Types without a resource of their own; their attributes apply to their children. */
export const TRANSPARENT: readonly string[] = ['nfsexport'];

/** Attributes of such types that do not apply to children -> the reason. */
export const LOST_OF_TRANSPARENT: { readonly [type: string]: { readonly [attribute: string]: string } } = {
  nfsexport: {
    device: 'exportfs exports a folder, and asks for no device',
    fsid: 'each nfsclient has a resource of its own, with its fsid',
  },
};

/** Start levels of types, which determine the order in a group. Types without one follow. */
export const START_LEVELS: { readonly [type: string]: number } = {
  lvm: 1,
  fs: 2,
  clusterfs: 3,
  netfs: 4,
  nfsexport: 5,
  nfsclient: 6,
  ip: 7,
  smb: 8,
  script: 9,
};
