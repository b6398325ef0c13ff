/** Names of block devices lead to what the site describes, whatever tool gave the name. */
import { expect, it } from 'vitest';
import { analyse } from '../../src/analyse.ts';
import { as, type FileId } from '../../src/base/brand.ts';
import { BlockDevices } from '../../src/resolve/storage/block-device.ts';

const SITE = `
version: 1
cluster: { name: kvmha, platform: rhel6, domain: example.com }
hosts:
  host1: { node_id: 1, address: 192.168.1.11, memory: 16G, cpus: 8, initiator: iqn.1994-05.com.redhat:host1 }
  host2: { node_id: 2, address: 192.168.1.12, memory: 16G, cpus: 8, initiator: iqn.1994-05.com.redhat:host2 }
storage:
  targets:
    san:
      portals: [192.168.10.5, 192.168.11.5]
      iqn: iqn.2010-02.com.example:san
      luns: { vms: { number: 1, size: 500G, wwid: 36001405aaaabbbbccccddddeeeeffff1 } }
  volume_groups:
    vg-vms: { on: [san/vms], volumes: { web-1: 20G } }
`;

const { model } = analyse([{ id: as<FileId>('site.yaml'), bytes: new TextEncoder().encode(SITE) }]);
const keyOf = (name: string) => (model === undefined ? '' : new BlockDevices(model).named(name).key);

it.each([
  ['/dev/vg-vms/web-1', '/dev/vg-vms/web-1'],
  ['/dev/vg-vms//web-1/', '/dev/vg-vms/web-1'],
  ['/dev/mapper/vg--vms-web--1', '/dev/vg-vms/web-1'],
  ['/dev/disk/by-id/dm-name-vg--vms-web--1', '/dev/vg-vms/web-1'],
  ['/dev/mapper/vg--vms-db--1', '/dev/vg-vms/db-1'],
  ['/dev/mapper/san-vms', 'san/vms'],
  ['/dev/mapper/san-vmsp2', 'san/vms part 2'],
  ['/dev/mapper/san-vms2', 'san/vms part 2'],
  ['/dev/mapper/36001405aaaabbbbccccddddeeeeffff1', 'san/vms'],
  ['/dev/disk/by-id/scsi-36001405aaaabbbbccccddddeeeeffff1-part2', 'san/vms part 2'],
  ['/dev/disk/by-id/wwn-0x6001405aaaabbbbccccddddeeeeffff1', 'san/vms'],
  ['/dev/disk/by-id/dm-uuid-mpath-36001405aaaabbbbccccddddeeeeffff1', 'san/vms'],
  ['/dev/disk/by-path/ip-192.168.11.5:3260-iscsi-iqn.2010-02.com.example:san-lun-1', 'san/vms'],
  [
    '/dev/disk/by-path/ip-192.168.11.5:3260-iscsi-iqn.2010-02.com.example:san-lun-11',
    '/dev/disk/by-path/ip-192.168.11.5:3260-iscsi-iqn.2010-02.com.example:san-lun-11',
  ],
  ['/dev/sdb1', '/dev/sdb1'],
])('%s is %s', (name, key) => {
  expect(keyOf(name)).toBe(key);
});
