/** Variations that real sites have, and that are right: each stays clean on the stack that it is for. */
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { analyse } from '../../src/analyse.ts';
import type { Json } from '../../src/base/brand.ts';
import type { JsonMap } from '../../src/base/json.ts';
import { fileOf, siteOf, withValue } from '../support/edits.ts';
import { MORE_ON_CMAN, MORE_ON_PACEMAKER } from './more-variations.ts';

/** Paths of the site and their values, in YAML of one line. */
type Edits = { readonly [path: string]: string };

const PDU = '{ agent: fence_apc, address: 192.168.1.130, login: fence, password: { secret: fence/pdu } }';
const IPMI = (host: number) =>
  `{ agent: fence_ipmilan, address: 192.168.1.11${host}, login: fence, lanplus: true, password: { secret: fence/ilo-host${host} } }`;

const CMAN: { readonly [name: string]: Edits } = {
  'a Windows guest on IDE with an e1000': {
    'vms/vm1/disks': '[{ volume: vg_vms/vm1, bus: ide }]',
    'vms/vm1/nics': '[{ bridge: br0, model: e1000 }]',
    'vms/vm1/clock': 'localtime',
  },
  'an image of a CD that is on every host': {
    'vms/vm1/disks': '[{ volume: vg_vms/vm1 }, { cdrom: /srv/iso/rhel6.iso, on_every_host: true }]',
  },
  'an empty CD drive next to the disk': { 'vms/vm1/disks': '[{ volume: vg_vms/vm1 }, { cdrom: empty }]' },
  'a guest that stays on one host': { 'vms/vm1/run_on': '[host1]' },
  'a guest that starts from the network first': { 'vms/vm1/boot': '[network, disk]' },
  'a guest without a console': { 'vms/vm1/graphics': '{ type: none }', 'vms/vm1/serial': 'true' },
  'a console with a password on all addresses': {
    'vms/vm1/graphics': '{ type: vnc, listen: 0.0.0.0, password: { secret: vnc/vm1 } }',
  },
  'one console port on two hosts that share no guest': {
    'vms/vm1': '{ memory: 2G, cpus: 2, disks: [{ volume: vg_vms/vm1 }], graphics: { port: 5901 }, run_on: [host1] }',
    'vms/vm2': '{ memory: 2G, cpus: 2, disks: [{ volume: vg_vms/vm2 }], graphics: { port: 5901 }, run_on: [host2] }',
  },
  'a fixed MAC and UUID': {
    'vms/vm1/nics': '[{ bridge: br0, mac: 52:54:00:12:34:56 }]',
    'vms/vm1/uuid': '8a3b0b6e-41a7-4c9e-8f0a-6d6f2f1f5b01',
  },
  'a named processor': { 'vms/vm1/cpu': '{ mode: custom, model: Penryn }' },
  'a watchdog in the guest': { 'vms/vm1/watchdog': '{ model: i6300esb, action: reset }' },
  'a guest that is restarted three times in five minutes': {
    'vms/vm1/max_restarts': '3',
    'vms/vm1/restart_expire_time': '5m',
  },
  'a guest that is not started with the cluster': { 'vms/vm1/autostart': 'false' },
  'two bridges': {
    'hosts/host1/bridges': '[br0, br1]',
    'hosts/host2/bridges': '[br0, br1]',
    'vms/vm1/nics': '[{ bridge: br0 }, { bridge: br1 }]',
  },
  'a mirrored root disk, with a volume group of its own': {
    'hosts/host1/local_disks': '[/dev/sda, /dev/sdb, /dev/md0]',
    'hosts/host1/local_volume_groups': '[vg_root]',
  },
  'root disks by their names in by-id': {
    'hosts/host1/local_disks': '[/dev/disk/by-id/ata-ST1000-1]',
    'hosts/host2/local_disks': '[/dev/disk/by-id/ata-ST1000-2]',
  },
  'IPMI in place of iLO': { 'fence_devices/ilo-host1': IPMI(1), 'fence_devices/ilo-host2': IPMI(2) },
  'a switched PDU behind iLO': {
    'fence_devices/pdu': PDU,
    'hosts/host1/fence':
      '[{ method: ilo, devices: [{ device: ilo-host1 }] }, { method: power, devices: [{ device: pdu, plug: "1" }] }]',
    'hosts/host2/fence':
      '[{ method: ilo, devices: [{ device: ilo-host2 }] }, { method: power, devices: [{ device: pdu, plug: "2" }] }]',
  },
  'a delay of 20 s for one host': {
    'hosts/host1/fence': '[{ method: ilo, devices: [{ device: ilo-host1, delay: 20s }] }]',
  },
  'a longer token': { 'cluster/totem': '{ token: 30s }' },
  'a post_join_delay of 20 s': { 'cluster/fence_daemon': '{ post_join_delay: 20s }' },
  'a log file with more detail': { 'cluster/logging': '{ syslog: true, facility: local4 }' },
  'rgmanager with another poll interval': { 'cluster/rgmanager': '{ status_poll_interval: 30s, log_level: 6 }' },
  'a raw attribute that the schema of the node has': { 'cluster/network': '{ raw: { debug_mask: "3" } }' },
  'a second LUN with a group of its own': {
    'storage/targets/san/luns/data': '{ number: 2, size: 100G }',
    'storage/volume_groups/vg_data': '{ on: [san/data], volumes: { data: 50G } }',
    'vms/vm1/disks': '[{ volume: vg_vms/vm1 }, { volume: vg_data/data }]',
  },
  'a target without CHAP': { 'storage/targets/san/chap': '' },
  'a service with an address and a script': {
    'services/web':
      '{ resources: [{ type: ip, address: 192.168.1.50 }, { type: script, name: web, file: /etc/init.d/httpd }] }',
  },
  'a named domain with failback': {
    'failover_domains/first': '{ hosts: [{ host: host1, priority: 1 }, { host: host2, priority: 2 }], failback: true }',
    'services/web': '{ failover_domain: first, resources: [{ type: ip, address: 192.168.1.50 }] }',
  },
  'RHEL 5': { 'cluster/platform': 'rhel5.8' },
  ...MORE_ON_CMAN,
};

const PACEMAKER: { readonly [name: string]: Edits } = {
  'sbd on a LUN of the same target': {
    'storage/targets/san/luns/sbd': '{ number: 9, size: 1G, wwid: 36001405a1b2c3d4e5f60718293a4b5d0 }',
    'fence_devices/poison': '{ agent: fence_sbd, devices: /dev/mapper/san-sbd }',
    'hosts/host1/fence':
      '[{ method: ipmi, devices: [{ device: ipmi-host1, delay: 10s }] }, { method: sbd, devices: [{ device: poison, plug: host1 }] }]',
    'hosts/host2/fence':
      '[{ method: ipmi, devices: [{ device: ipmi-host2 }] }, { method: sbd, devices: [{ device: poison, plug: host2 }] }]',
  },
  'one way to fence': {
    'hosts/host1/fence': '[{ method: ipmi, devices: [{ device: ipmi-host1, delay: 10s }] }]',
    'hosts/host2/fence': '[{ method: ipmi, devices: [{ device: ipmi-host2 }] }]',
    'fence_devices/pdu': '',
  },
  'a guest that stays on one host': { 'vms/vm1/run_on': '[host1]' },
  'a guest with a SPICE console': { 'vms/vm1/graphics': '{ type: spice, listen: 127.0.0.1 }' },
  'a named processor': { 'vms/vm1/cpu': '{ mode: custom, model: Skylake-Server }' },
  'an NVMe disk to boot from': {
    'hosts/host1/local_disks': '[/dev/nvme0n1]',
    'hosts/host2/local_disks': '[/dev/nvme0n1]',
  },
  'a higher stickiness': { 'cluster/pacemaker/stickiness': '100' },
  'a longer token': { 'cluster/corosync': '{ token: 10s }' },
  'one link only': { 'hosts/host1/links': '', 'hosts/host2/links': '' },
  'Debian 13': { 'cluster/platform': 'debian13' },
  ...MORE_ON_PACEMAKER,
};

function changed(name: string, edits: Edits): JsonMap {
  return Object.entries(edits).reduce((site, [path, text]) => {
    const value: Json = parse(text);
    return withValue(site, path.split('/'), text === '' ? undefined : value);
  }, siteOf(name));
}

/** Errors and warnings that the site does not accept. */
function foundIn(site: JsonMap): readonly string[] {
  return analyse([fileOf(site)])
    .diagnostics.filter(({ severity, accepted }) => severity !== 'note' && accepted === undefined)
    .map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
}

it('are at least 30, and change what they are for', () => {
  const all = [...Object.entries(CMAN), ...Object.entries(PACEMAKER)];
  expect(all.length).toBeGreaterThanOrEqual(30);
  for (const [name, edits] of Object.entries(CMAN)) expect(changed('pair', edits), name).not.toEqual(siteOf('pair'));
  for (const [name, edits] of Object.entries(PACEMAKER))
    expect(changed('pacemaker-pair', edits), name).not.toEqual(siteOf('pacemaker-pair'));
});

it.each(Object.entries(CMAN))('on cman, %s', (_name, edits) => {
  expect(foundIn(changed('pair', edits))).toEqual(foundIn(siteOf('pair')));
});

it.each(Object.entries(PACEMAKER))('on pacemaker, %s', (_name, edits) => {
  expect(foundIn(changed('pacemaker-pair', edits))).toEqual(foundIn(siteOf('pacemaker-pair')));
});
