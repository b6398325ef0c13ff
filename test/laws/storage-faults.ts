/** Classes of faults in cluster file systems, and in what VMs share with services and with each other. */
import type { JsonMap } from '../../src/base/json.ts';
import type { Model, Vm } from '../../src/model/model.ts';
import { withValue } from '../support/edits.ts';
import { commonTarget, hasFacts, isCman, valueAt, withLun, WWID } from './fault-places.ts';
import { changed, mounting, ownVms, type Fault, type Faults } from './faults.ts';

const FIRST = 'services/zz/resources/0';

/** A cluster file system of a service, on a volume of a clustered group. */
function shared(resource: JsonMap, at: string, more: (site: JsonMap, model: Model) => JsonMap | undefined): Fault {
  return (site, model) => {
    const group = model.volumeGroups.find(
      ({ clustered, on }) => clustered && on.every((lun) => lun.target === commonTarget(model)?.name),
    );
    const whole = group && isCman(model) ? more(site, model) : undefined;
    if (group === undefined || whole === undefined) return undefined;
    const volumes = withValue(whole, ['storage', 'volume_groups', group.name, 'volumes', 'zz'], '4M');
    const gfs2 = { type: 'clusterfs', device: `/dev/${group.name}/zz`, fstype: 'gfs2', options: 'noatime' };
    return mounting(volumes, { ...gfs2, ...resource }, at);
  };
}

const NFS = { type: 'nfsexport', name: 'zz', resources: [{ type: 'nfsclient', name: 'zz', target: '192.0.2.0/24' }] };

/** GFS2 on what the device names, which is on one more LUN. */
function onLun(device: string, group?: JsonMap): Fault {
  return (site, model) => {
    const target = commonTarget(model);
    if (target === undefined || !isCman(model) || hasFacts(site)) return undefined;
    const path = ['storage', 'volume_groups', 'zz_group'];
    const whole =
      group === undefined
        ? withLun(site, target)
        : withValue(withLun(site, target), path, { ...group, on: [`${target.name}/zz`] });
    const local = model.hosts.reduce((into, { name }) => {
      const own = ['hosts', name, 'local_volume_groups'];
      return withValue(into, own, valueAt(into, own) ?? []);
    }, whole);
    return mounting(local, { type: 'clusterfs', device, fstype: 'gfs2', options: 'noatime' });
  };
}

export const STORAGE_FAULTS: Faults = {
  'GFS2 on a group that is not clustered': [
    'storage/cluster-file-system',
    onLun('/dev/zz_group/zz', { clustered: false, volumes: { zz: '4M' } }),
  ],
  'GFS2 on a LUN itself': ['storage/cluster-file-system', onLun(`/dev/disk/by-id/scsi-${WWID}`)],
  'GFS2 on a partition': [
    ['storage/cluster-file-system', 'storage/partition'],
    onLun(`/dev/disk/by-id/scsi-${WWID}-part1`),
  ],
  'GFS2 that writes with every read': [
    'storage/noatime',
    shared({ options: 'acl' }, `${FIRST}/options`, (site) => site),
  ],
  'NFS with locks of the whole cluster': [
    'storage/localflocks',
    shared({ resources: [NFS] }, `${FIRST}/options`, (site) => site),
  ],
  'one file system by NFS and SMB': [
    'storage/two-protocols',
    shared(
      { options: 'noatime,localflocks', resources: [NFS, { type: 'samba', name: 'zz' }] },
      `${FIRST}/resources/1`,
      (site) => site,
    ),
  ],
  'locks of the cluster without multicast': [
    'cluster/transport-support',
    shared({}, 'cluster/network/transport', (site, { cluster }) =>
      cluster.platform.family === 'rhel6' ? withValue(site, ['cluster', 'network', 'transport'], 'udpu') : undefined,
    ),
  ],
  'files of a VM on a file system that a service mounts': [
    'libvirt/managed-mount',
    (site, model, dice) => {
      const vm = dice.pick(ownVms(site, model, ({ disks }) => disks.length === 1));
      const disks = [{ file: '/srv/zz/a.img' }];
      return (
        vm &&
        shared({}, `vms/${vm.name}/disks/0/file`, () => withValue(site, ['vms', vm.name, 'disks'], disks))(
          site,
          model,
          dice,
        )
      );
    },
  ],
  'a guest and a service on one volume': [
    'libvirt/identity',
    (site, model) => {
      const [vm] = ownVms(site, model, ({ disks }) => disks.length === 1 && disks[0]?.kind === 'volume');
      const disk = vm?.disks.find((one) => one.kind === 'volume');
      return disk && isCman(model)
        ? mounting(site, { device: `/dev/${disk.volume.group}/${disk.volume.name}`, fstype: 'ext4' })
        : undefined;
    },
  ],
  'a LUN without a use': [
    'storage/unused-lun',
    (site, { targets: [target] }) =>
      target && !hasFacts(site)
        ? { site: withLun(site, target), at: `storage/targets/${target.name}/luns/zz` }
        : undefined,
  ],
  'definitions in a folder that nothing mounts': [
    'libvirt/definition-place',
    (site, model, dice) => {
      const vm = dice.pick(ownVms(site, model));
      return vm && changed(site, ['vms', vm.name, 'path'], '/shared/vms');
    },
  ],
  'a guest that libvirt starts again': [
    'libvirt/double-start',
    (site, model, dice) => {
      const vm = dice.pick(ownVms(site, model, ({ runOn, onCrash }) => runOn.length > 1 && onCrash !== 'restart'));
      if (vm === undefined || !isCman(model)) return undefined;
      return changed(
        withValue(site, ['vms', vm.name, 'recovery'], 'relocate'),
        ['vms', vm.name, 'on_crash'],
        'restart',
      );
    },
  ],
  'one port for two consoles': [
    'libvirt/console-port',
    (site, model) => {
      const [first, second] = ownVms(site, model, ({ graphics }) => graphics !== null);
      const [host] = model.hosts;
      if (first === undefined || second === undefined || host === undefined || site['failover_domains'] !== undefined)
        return undefined;
      const port = (into: JsonMap, { name }: Vm) =>
        withValue(withValue(into, ['vms', name, 'graphics'], { port: 5931 }), ['vms', name, 'run_on'], [host.name]);
      return { site: port(port(site, first), second), at: `vms/${second.name}/graphics/port` };
    },
  ],
  'two exclusive VMs on two hosts': [
    'rm/exclusive',
    (site, model) => {
      const [first, second] = ownVms(site, model, ({ exclusive }) => !exclusive);
      if (model.hosts.length !== 2 || model.services.length > 0 || first === undefined || second === undefined)
        return undefined;
      return changed(withValue(site, ['vms', first.name, 'exclusive'], true), ['vms', second.name, 'exclusive'], true);
    },
  ],
};
