/** Faults that real sites have, planted into the pair of each stack: the code at its place, and a second place where two settings disagree. */
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { analyse } from '../../src/analyse.ts';
import type { Json } from '../../src/base/brand.ts';
import type { JsonMap } from '../../src/base/json.ts';
import { fileOf, siteOf, withValue } from '../support/edits.ts';

type Fault = {
  readonly site: 'pair' | 'pacemaker-pair';
  /** Paths of the site and their values, in YAML of one line. */
  readonly edits: { readonly [path: string]: string };
  readonly code: string;
  readonly at: string;
  readonly second?: string;
};

const service = (resource: string) => `{ run_on: [host1, host2], resources: [${resource}] }`;
const gfs2 = (device: string) =>
  service(`{ type: clusterfs, name: a, device: ${device}, mountpoint: /srv/a, fstype: gfs2, options: noatime }`);
const ext4 = (device: string) => service(`{ type: fs, name: a, device: ${device}, mountpoint: /srv/a, fstype: ext4 }`);
const BOOT_LUN = {
  'hosts/host1/local_disks': '[/dev/mapper/mpatha]',
  'hosts/host1/local_luns': '{ mpatha: 3600508b1001c7e2f0a9b4d6c8e1f0a2b }',
};
const DEVICE = 'services/a/resources/0/device';

const FAULTS: { readonly [name: string]: Fault } = {
  'a partition that two hosts use': {
    site: 'pair',
    edits: { 'vms/vm2/disks': '[{ file: /dev/disk/by-id/scsi-3600140599999-part1, on_every_host: true }]' },
    code: 'storage/partition',
    at: 'vms/vm2/disks/0/file',
    second: 'vms/vm2/run_on',
  },
  'a name of the kernel that two hosts use': {
    site: 'pacemaker-pair',
    edits: { 'vms/vm2/disks': '[{ file: /dev/sdb, on_every_host: true }]' },
    code: 'storage/unstable-name',
    at: 'vms/vm2/disks/0/file',
    second: 'vms/vm2/run_on',
  },
  'a volume group that is larger than its LUNs': {
    site: 'pair',
    edits: { 'storage/volume_groups/vg_vms/volumes/big': '480G' },
    code: 'capacity/volume-group-full',
    at: 'storage/volume_groups/vg_vms',
    second: 'storage/targets/san/luns/vms/size',
  },
  'a service on the LUN that a host boots from, by its WWID': {
    site: 'pair',
    edits: { ...BOOT_LUN, 'services/a': ext4('/dev/disk/by-id/scsi-3600508b1001c7e2f0a9b4d6c8e1f0a2b-part1') },
    code: 'storage/host-disk',
    at: DEVICE,
    second: 'hosts/host1/local_luns/mpatha',
  },
  'GFS2 on a partition that the site does not describe': {
    site: 'pair',
    edits: { 'services/a': gfs2('/dev/disk/by-id/scsi-3600140599999-part1') },
    code: 'storage/cluster-file-system',
    at: DEVICE,
  },
  'GFS2 on a disk that the site does not describe': {
    site: 'pair',
    edits: { 'services/a': gfs2('/dev/disk/by-id/scsi-3600140599999') },
    code: 'storage/cluster-file-system',
    at: DEVICE,
  },
  'sbd on a name of the kernel': {
    site: 'pacemaker-pair',
    edits: { 'cluster/pacemaker/sbd': '{ devices: [/dev/sdb] }' },
    code: 'pcmk/sbd-disks',
    at: 'cluster/pacemaker/sbd/devices/0',
  },
  'sbd on a volume': {
    site: 'pacemaker-pair',
    edits: { 'cluster/pacemaker/sbd': '{ devices: [/dev/vg_vms/sbd] }' },
    code: 'pcmk/sbd-disks',
    at: 'cluster/pacemaker/sbd/devices/0',
  },
  'sbd on the LUN of a volume group': {
    site: 'pacemaker-pair',
    edits: { 'cluster/pacemaker/sbd': '{ devices: [/dev/disk/by-id/scsi-36001405a1b2c3d4e5f60718293a4b5c6] }' },
    code: 'storage/two-writers',
    at: 'cluster/pacemaker/sbd/devices/0',
    second: 'storage/volume_groups/vg_vms/on/0',
  },
  'a LUN among the disks of a host': {
    site: 'pacemaker-pair',
    edits: { 'hosts/host1/local_disks': '[/dev/mapper/san-vms]' },
    code: 'lvm/filter',
    at: 'hosts/host1/local_disks/0',
  },
  'a disk with several paths that multipath does not know': {
    site: 'pacemaker-pair',
    edits: { 'hosts/host1/local_disks': '[/dev/mapper/mpatha]' },
    code: 'lvm/filter',
    at: 'hosts/host1/local_disks/0',
  },
  'a path to a file, on cman': {
    site: 'pair',
    edits: { 'vms/vm1/path': '/etc/cluster/vms/vm1.xml' },
    code: 'rm/vm-launch',
    at: 'vms/vm1/path',
  },
  'a path to a file, on pacemaker': {
    site: 'pacemaker-pair',
    edits: { 'vms/vm1/path': '/etc/cluster/vms/vm1.xml' },
    code: 'vm/path-managed',
    at: 'vms/vm1/path',
  },
  'a node that is called localhost': {
    site: 'pair',
    edits: { 'hosts/host1/node_name': 'localhost.localdomain' },
    code: 'cluster/node-name',
    at: 'hosts/host1/node_name',
  },
  'acpid on a host that is fenced by its board': {
    site: 'pacemaker-pair',
    edits: { 'facts/host2': '{ collected: 2026-11-26T10:15:00Z, boot: [corosync, pacemaker, acpid] }' },
    code: 'sys/stray-units',
    at: 'facts/host2/boot/2',
  },
  'boards that are crossed': {
    site: 'pair',
    edits: {
      'hosts/host1/fence': '[{ method: ilo, devices: [{ device: ilo-host2 }] }]',
      'hosts/host2/fence': '[{ method: ilo, devices: [{ device: ilo-host1 }] }]',
    },
    code: 'fence/crossed-plug',
    at: 'hosts/host1/fence/0/devices/0/device',
    second: 'hosts/host2',
  },
};

function changed({ site, edits }: Fault): JsonMap {
  return Object.entries(edits).reduce((into, [path, text]) => {
    const value: Json = parse(text);
    return withValue(into, path.split('/'), value);
  }, siteOf(site));
}

it.each(Object.entries(FAULTS))('%s', (_name, fault) => {
  const { diagnostics } = analyse([fileOf(changed(fault))]);
  const found = diagnostics.filter(({ code, severity }) => code === fault.code && severity !== 'note');
  const places = found.map(({ at }) => (at.in === 'model' ? at.path.join('/') : at.in));
  expect(places).toContain(fault.at);
  const first = found.find((_one, index) => places[index] === fault.at);
  const related = (first?.related ?? []).map(({ at }) => (at.in === 'model' ? at.path.join('/') : at.in));
  if (fault.second !== undefined) expect(related).toContain(fault.second);
});
