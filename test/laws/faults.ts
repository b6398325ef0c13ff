/** Classes of faults: the code that finds one, and how to put it into a site. */
import type { Json } from '../../src/base/brand.ts';
import { isList, isMap, type JsonMap } from '../../src/base/json.ts';
import type { Model, Vm } from '../../src/model/model.ts';
import { stackOf } from '../../src/stack/stacks.ts';
import { type Dice, withValue } from '../support/edits.ts';

export type Faulty = { readonly site: JsonMap; readonly at: string };
/** Undefined where the site has no place for the fault. */
export type Fault = (site: JsonMap, model: Model, dice: Dice) => Faulty | undefined;

export function changed(site: JsonMap, path: readonly string[], value: Json, at = path.join('/')): Faulty {
  return { site: withValue(site, path, value), at };
}

/** VMs whose keys are written at the VM itself. */
export function ownVms(site: JsonMap, { vms }: Model, fits: (vm: Vm) => boolean = () => true): readonly Vm[] {
  const written = site['vms'];
  return vms.filter((vm) => {
    const entry = isMap(written) ? written[vm.name] : undefined;
    return (
      isMap(entry) &&
      entry['profile'] === undefined &&
      entry['groups'] === undefined &&
      isList(entry['disks'] ?? null) &&
      fits(vm)
    );
  });
}

function inVm(fits: (vm: Vm) => boolean, change: (vm: Vm, site: JsonMap) => Faulty): Fault {
  return (site, model, dice) => {
    const vm = dice.pick(ownVms(site, model, fits));
    return vm && change(vm, site);
  };
}

const moves = ({ runOn }: Vm) => runOn.length > 1;
/** Its only disk is a volume, so that it can be replaced. */
const hasOneVolume = ({ disks, overlay }: Vm) => disks.length === 1 && disks[0]?.kind === 'volume' && overlay === null;
const volumeOf = ({ disks }: Vm) => disks.find((disk) => disk.kind === 'volume');

/** A service with a file system, on all hosts. */
export function mounting(site: JsonMap, resource: JsonMap, at = 'services/zz/resources/0/device'): Faulty {
  const entry = { type: 'fs', name: 'zz', mountpoint: '/srv/zz', ...resource };
  return changed(site, ['services', 'zz'], { resources: [entry] }, at);
}

/** By class: the code, or the codes that belong together, and the fault. */
export type Faults = { readonly [name: string]: readonly [code: string | readonly string[], fault: Fault] };

export const FAULTS: Faults = {
  'two guests on one volume': [
    'libvirt/identity',
    (site, model, dice) => {
      const [first, ...others] = ownVms(
        site,
        model,
        (vm) => vm.disks.length === 1 && volumeOf(vm)?.shareable === false,
      );
      const volume = first && volumeOf(first)?.volume;
      const fit = others.filter(
        (vm) => volumeOf(vm)?.volume.group === volume?.group && vm.runOn.length === first?.runOn.length,
      );
      const second = dice.pick(fit);
      if (volume === undefined || second === undefined) return undefined;
      const at = `vms/${second.name}/disks/0/volume`;
      return changed(site, ['vms', second.name, 'disks'], [{ volume: `${volume.group}/${volume.name}` }], at);
    },
  ],
  'a disk by a name of the kernel': [
    'storage/unstable-name',
    inVm(
      (vm) => moves(vm) && hasOneVolume(vm),
      ({ name }, site) =>
        changed(site, ['vms', name, 'disks'], [{ file: '/dev/sdq', on_every_host: true }], `vms/${name}/disks/0/file`),
    ),
  ],
  'a file that one host may have': [
    'libvirt/local-file',
    inVm(
      (vm) => moves(vm) && hasOneVolume(vm),
      ({ name }, site) =>
        changed(site, ['vms', name, 'disks'], [{ file: '/var/lib/images/zz.img' }], `vms/${name}/disks/0/file`),
    ),
  ],
  'a volume that is not there': [
    'ref/unknown',
    inVm(
      (vm) => volumeOf(vm) !== undefined,
      (vm, site) => {
        const { group = '' } = volumeOf(vm)?.volume ?? {};
        return changed(
          site,
          ['vms', vm.name, 'disks'],
          [{ volume: `${group}/zzzzzz` }],
          `vms/${vm.name}/disks/0/volume`,
        );
      },
    ),
  ],
  'a cache that another host does not see': [
    'libvirt/unsafe-cache',
    inVm(
      (vm) => moves(vm) && vm.disks.length === 1 && volumeOf(vm)?.shareable === false && volumeOf(vm)?.io === null,
      (vm, site) => {
        const { group = '', name = '' } = volumeOf(vm)?.volume ?? {};
        const disk = { volume: `${group}/${name}`, cache: 'writeback' };
        return changed(site, ['vms', vm.name, 'disks'], [disk], `vms/${vm.name}/disks/0/cache`);
      },
    ),
  ],
  'a bridge that no host has': [
    'libvirt/migration-parity',
    inVm(
      (vm) => vm.nics.length > 0 && !vm.boot.includes('network'),
      ({ name }, site) => changed(site, ['vms', name, 'nics'], [{ bridge: 'brzz' }], `vms/${name}/nics/0/bridge`),
    ),
  ],
  'one MAC address twice': [
    'libvirt/identity',
    (site, model) => {
      const [first, second] = ownVms(site, model, (vm) => vm.nics.length === 1);
      const [nic] = first?.nics ?? [];
      if (nic === undefined || second === undefined) return undefined;
      const bridge = second.nics[0]?.bridge ?? '';
      return changed(site, ['vms', second.name, 'nics'], [{ bridge, mac: nic.mac }], `vms/${second.name}/nics/0/mac`);
    },
  ],
  'a misspelled key': [
    'schema/unknown-key',
    inVm(
      () => true,
      ({ name }, site) => changed(site, ['vms', name, 'zzzz'], 1),
    ),
  ],
  'a raw attribute that the schema of the node refuses': [
    'raw/refused',
    (site, model, dice) => {
      const { family } = model.cluster.platform;
      const vm = dice.pick(ownVms(site, model, ({ raw }) => raw.length === 0));
      const isValidated = family === 'rhel6' || family === 'fedora';
      return isValidated && vm
        ? changed(site, ['vms', vm.name, 'raw'], { zzzz: '1' }, `vms/${vm.name}/raw/zzzz`)
        : undefined;
    },
  ],
  'a word for a number': [
    'schema/wrong-type',
    inVm(
      (vm) => vm.cpu === null,
      ({ name }, site) => changed(site, ['vms', name, 'cpus'], 'two'),
    ),
  ],
  'an address of three numbers': [
    'schema/pattern',
    (site, { fenceDevices }, dice) => {
      const device = dice.pick(
        fenceDevices.filter(({ parameters }) => parameters.some(({ name }) => name === 'address')),
      );
      return device && changed(site, ['fence_devices', device.name, 'address'], '192.168.10');
    },
  ],
  'an agent that does not exist': [
    'schema/not-one-of',
    (site, { fenceDevices }, dice) => {
      const device = dice.pick(fenceDevices);
      return device && changed(site, ['fence_devices', device.name, 'agent'], 'fence_zzzz');
    },
  ],
  'a fence device with the address of a host': [
    'fence/own-address',
    (site, { fenceDevices, hosts }, dice) => {
      const device = dice.pick(
        fenceDevices.filter(({ parameters }) => parameters.some(({ name }) => name === 'address')),
      );
      const host = dice.pick(hosts);
      return device && host && changed(site, ['fence_devices', device.name, 'address'], host.addresses.cluster);
    },
  ],
  'a number of another node': [
    'cluster/nodeid',
    (site, { hosts: [first, second] }) =>
      first && second && changed(site, ['hosts', second.name, 'node_id'], first.nodeId),
  ],
  'an initiator name twice': [
    'iscsi/initiator-name',
    (site, { hosts }) => {
      const [first, second] = hosts.filter(({ initiator }) => initiator !== null);
      return first && second && changed(site, ['hosts', second.name, 'initiator'], first.initiator ?? '');
    },
  ],
  'a LUN in two groups': [
    'lvm/lun-shared',
    (site, { volumeGroups }, dice) => {
      const group = dice.pick(volumeGroups);
      const [lun] = group?.on ?? [];
      if (group === undefined || lun === undefined) return undefined;
      const entry = { on: [`${lun.target}/${lun.name}`], clustered: group.clustered };
      return changed(site, ['storage', 'volume_groups', 'zz_group'], entry, 'storage/volume_groups/zz_group/on/0');
    },
  ],
  'a group larger than its LUNs': [
    'capacity/volume-group-full',
    (site, { volumeGroups }, dice) => {
      const group = dice.pick(volumeGroups);
      const path = ['storage', 'volume_groups', group?.name ?? ''];
      return group && changed(site, [...path, 'volumes', 'zz'], '900T', path.join('/'));
    },
  ],
  'a service on the disk that a host boots from': [
    'storage/host-disk',
    (site, { hosts }) => {
      const disk = hosts.flatMap(({ localDisks }) => localDisks ?? []).find((one) => /^\/dev\/sd[a-z]$/.test(one));
      return disk === undefined ? undefined : mounting(site, { device: `${disk}3`, fstype: 'ext4' });
    },
  ],
  'ext4 on a clustered group': [
    'storage/not-exclusive',
    (site, { volumeGroups, targets, hosts }, dice) => {
      const group = dice.pick(
        volumeGroups.filter(
          ({ clustered, on }) =>
            clustered &&
            on.every((lun) => targets.find(({ name }) => name === lun.target)?.hosts.length === hosts.length),
        ),
      );
      if (group === undefined) return undefined;
      const volumes = withValue(site, ['storage', 'volume_groups', group.name, 'volumes', 'zz'], '4M');
      return mounting(volumes, { device: `/dev/${group.name}/zz`, fstype: 'ext4' });
    },
  ],
  'one UUID twice': [
    'libvirt/identity',
    (site, model) => {
      const [first, second] = ownVms(site, model, ({ uuid }) => uuid !== null);
      return first && second && changed(site, ['vms', second.name, 'uuid'], first.uuid);
    },
  ],
  'a processor that is whatever the host has': [
    'libvirt/not-migratable',
    inVm(
      (vm) => moves(vm) && vm.cpu === null,
      ({ name }, site) =>
        changed(site, ['vms', name, 'cpu'], { model: 'core2duo', match: 'minimum' }, `vms/${name}/cpu/match`),
    ),
  ],
  'more memory than any host has': [
    'capacity/vm-over-every-host',
    inVm(
      () => true,
      ({ name }, site) => changed(site, ['vms', name, 'memory'], '900G'),
    ),
  ],
  'a VM that depends on itself': [
    'rm/depend-cycle',
    (site, model, dice) => {
      const vm = dice.pick(ownVms(site, model, ({ depend }) => depend === null));
      // Pacemaker has a code of its own for it.
      return vm && stackOf(model.cluster.platform).name === 'cman'
        ? changed(site, ['vms', vm.name, 'depend'], `vm/${vm.name}`)
        : undefined;
    },
  ],
  'a fence device that cycles the power': [
    'fence/cycle',
    (site, { fenceDevices }, dice) => {
      const device = dice.pick(fenceDevices.filter(({ agent }) => agent === 'fence_ipmilan'));
      return device && changed(site, ['fence_devices', device.name, 'method'], 'cycle');
    },
  ],
  'a host that nothing switches off': [
    'fence/no-method',
    (site, { hosts }, dice) => {
      const host = dice.pick(hosts);
      return host && changed(site, ['hosts', host.name, 'fence'], [], `hosts/${host.name}`);
    },
  ],
  'a time zone that does not exist': [
    'maintenance/time-zone',
    (site) => {
      const window = { days: ['sun'], from: '01:00', to: '03:00', timezone: 'Europe/Nowhere' };
      const at = 'maintenance/windows/0/timezone';
      return site['maintenance'] === undefined ? changed(site, ['maintenance', 'windows'], [window], at) : undefined;
    },
  ],
};
