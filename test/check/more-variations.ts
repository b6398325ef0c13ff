/** More variations that real sites have: storage, services and networks of two hosts. Paths of the site and their values, in YAML of one line. */
type Edits = { readonly [path: string]: string };

const WEB_GROUP: Edits = {
  'storage/targets/san/luns/web': '{ number: 4, size: 50G }',
  'storage/volume_groups/vg_web': '{ on: [san/web], clustered: false, volumes: { data: 10G } }',
  'hosts/host1/local_volume_groups': '[vg_root]',
  'hosts/host2/local_volume_groups': '[vg_root]',
};

const QUORUM_LUN: Edits = { 'storage/targets/san/luns/q': '{ number: 2, size: 20M }' };

const DRAC = (host: number) =>
  `{ agent: fence_idrac, address: 192.168.1.11${host}, login: root, lanplus: true, password: { secret: drac } }`;

const PDU = (number: number) =>
  `{ agent: fence_apc, address: 192.168.1.13${number}, login: f, password: { secret: p } }`;

const TWO_FEEDS = (host: number) =>
  `[{ method: ilo, devices: [{ device: ilo-host${host} }] }, { method: pdu, feeds: [{ device: pdu1, plug: "${host}" }, { device: pdu2, plug: "${host}" }] }]`;

export const MORE_ON_CMAN: { readonly [name: string]: Edits } = {
  'a root disk that is encrypted': {
    'hosts/host1/local_disks': '[/dev/mapper/luks-3b1c2f0e]',
    'hosts/host2/local_disks': '[/dev/mapper/luks-9f1c2f0e]',
  },
  'hosts that boot from the SAN': {
    'hosts/host1/local_disks': '[/dev/mapper/mpatha]',
    'hosts/host2/local_disks': '[/dev/mapper/mpatha]',
  },
  'no local disk on LVM': { 'hosts/host1/local_disks': '[]', 'hosts/host2/local_disks': '[]' },
  'networks for heartbeat and migration': {
    'hosts/host1/addresses': '{ cluster: 10.0.0.11, migration: 10.1.0.11 }',
    'hosts/host2/addresses': '{ cluster: 10.0.0.12, migration: 10.1.0.12 }',
  },
  'a quorum disk with a heuristic': {
    ...QUORUM_LUN,
    'cluster/quorum': '{ disk: { lun: san/q, label: qd, heuristics: [{ program: ping -c1 -w1 192.168.1.1 }] } }',
  },
  'a quorum disk that lets the master win': { ...QUORUM_LUN, 'cluster/quorum': '{ disk: { lun: san/q, label: qd } }' },
  'a target with two portals': {
    'storage/targets/san/portals': '[192.168.10.5, 192.168.11.5]',
    'storage/targets/san/luns/vms': '{ number: 1, size: 500G, wwid: 36001405a1b2c3d4e5f60718293a4b5c6 }',
  },
  'a disk that two guests share': {
    'storage/volume_groups/vg_vms/volumes/shared': '1G',
    'vms/vm1/disks': '[{ volume: vg_vms/vm1 }, { volume: vg_vms/shared, shareable: true }]',
    'vms/vm2/disks': '[{ volume: vg_vms/vm2 }, { volume: vg_vms/shared, shareable: true }]',
  },
  'a service with a volume group of its own': {
    ...WEB_GROUP,
    'services/web':
      '{ run_on: [host1, host2], resources: [{ type: lvm, name: vg, vg_name: vg_web }, { type: fs, name: d, device: /dev/vg_web/data, mountpoint: /srv/web, fstype: ext4 }, { type: ip, address: 192.168.1.50 }] }',
  },
  'an NFS server': {
    ...WEB_GROUP,
    'services/nfs':
      '{ run_on: [host1, host2], resources: [{ type: lvm, name: vg, vg_name: vg_web }, { type: fs, name: d, device: /dev/vg_web/data, mountpoint: /srv/nfs, fstype: ext4, resources: [{ type: nfsexport, name: e, resources: [{ type: nfsclient, name: c, target: 192.168.1.0/24, options: rw }] }] }, { type: ip, address: 192.168.1.51 }] }',
  },
  'GFS2 that does not write with every read': {
    'storage/volume_groups/vg_vms/volumes/g': '50G',
    'services/g':
      '{ run_on: [host1, host2], resources: [{ type: clusterfs, name: g, device: /dev/vg_vms/g, mountpoint: /srv/g, fstype: gfs2, options: "noatime,nodiratime" }] }',
  },
  'a guest that needs a service': {
    'services/net': '{ run_on: [host1, host2], resources: [{ type: ip, address: 192.168.1.60 }] }',
    'vms/vm1/depend': 'service/net',
    'vms/vm1/depend_mode': 'soft',
  },
  'bridges of VLANs': {
    'hosts/host1/bridges': '[br0, br0.100]',
    'hosts/host2/bridges': '[br0, br0.100]',
    'vms/vm1/nics': '[{ bridge: br0.100 }]',
  },
  'a third host': {
    'fence_devices/ilo-host3':
      '{ agent: fence_ilo, address: 192.168.1.113, login: fence, password: { secret: fence/ilo-host3 } }',
    'hosts/host3':
      '{ node_id: 3, address: 192.168.1.13, memory: 16G, cpus: 8, initiator: iqn.1994-05.com.redhat:host3, bridges: [br0], local_disks: [/dev/sda], fence: [{ method: ilo, devices: [{ device: ilo-host3 }] }] }',
  },
  'nodes with short names': { 'hosts/host1/node_name': 'node-a', 'hosts/host2/node_name': 'node-b' },
  'a network without multicast': { 'cluster/platform': 'rhel6.4', 'cluster/network': '{ transport: udpu }' },
  'a multicast address of the network team': { 'cluster/network': '{ multicast: { address: 239.192.7.7 } }' },
  'a second ring': {
    'cluster/platform': 'rhel6.4',
    'hosts/host1/alt_name': 'host1-hb',
    'hosts/host2/alt_name': 'host2-hb',
  },
  'boards that speak IPMI 2.0': { 'fence_devices/ilo-host1': DRAC(1), 'fence_devices/ilo-host2': DRAC(2) },
  'power supplies on two PDUs': {
    'fence_devices/pdu1': PDU(0),
    'fence_devices/pdu2': PDU(1),
    'hosts/host1/fence': TWO_FEEDS(1),
    'hosts/host2/fence': TWO_FEEDS(2),
  },
  'a guest with a profile': {
    'profiles/small': '{ memory: 2G, cpus: 2, nics: [{ bridge: br0 }] }',
    'vms/vm1': '{ profile: small, disks: [{ volume: vg_vms/vm1 }], run_on: [host1, host2] }',
  },
  'the processor of its host, for a guest that stays': {
    'cluster/platform': 'rhel6.3',
    'vms/vm1/run_on': '[host1]',
    'vms/vm1/cpu': '{ mode: host-passthrough }',
  },
  'requests that the kernel queues': { 'vms/vm1/disks': '[{ volume: vg_vms/vm1, cache: none, io: native }]' },
  'a tablet': { 'cluster/platform': 'rhel6.6', 'vms/vm1/tablet': 'true' },
  'ssh with a user and a port': { 'hosts/host1/ssh': '{ user: admin, port: 2222 }' },
};

export const MORE_ON_PACEMAKER: { readonly [name: string]: Edits } = {
  'a quorum device': { 'cluster/quorum': '{ device: { host: 192.168.1.99 } }' },
  'placement by load': { 'cluster/pacemaker/properties': '{ placement-strategy: balanced }' },
  'three links': {
    'hosts/host1/links': '[192.168.20.11, 192.168.21.11]',
    'hosts/host2/links': '[192.168.20.12, 192.168.21.12]',
  },
  'a machine type of today': { 'vms/vm1/machine': 'pc-q35-7.2' },
  'random numbers of the host': { 'vms/vm1/rng': 'true' },
  'a disk on SCSI': { 'vms/vm1/disks': '[{ volume: vg_vms/vm1, bus: scsi }]' },
  'RHEL 9': { 'cluster/platform': 'rhel9.4' },
  'Ubuntu 24.04': { 'cluster/platform': 'ubuntu24.04' },
  'a board that speaks Redfish': {
    'fence_devices/ipmi-host1':
      '{ agent: fence_redfish, address: 192.168.1.111, login: f, password: { secret: a }, systems_uri: /redfish/v1/Systems/1 }',
  },
  'a second bridge': {
    'hosts/host1/bridges': '[br0, br-dmz]',
    'hosts/host2/bridges': '[br0, br-dmz]',
    'vms/vm1/nics': '[{ bridge: br0 }, { bridge: br-dmz }]',
  },
  'a guest that is not started with the cluster': { 'vms/vm1/autostart': 'false' },
  'a guest that starts with less memory': { 'vms/vm1/balloon': '1G' },
};
