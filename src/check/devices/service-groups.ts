/** Volume groups that services use: by an lvm resource, or by the device of a file system. */
import { memoized } from '../../base/memoize.ts';
import { keyAt, valueAt, type Diagnostic, type Place } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import type { Service, SharedResource } from '../../model/service.ts';
import type { VolumeGroup } from '../../model/shared-storage.ts';
import { blockDevicesOf } from '../../resolve/storage/block-device.ts';
import { unreachable } from '../vm/vms.ts';
import { definitionsIn, textOf, type StorageMap } from './uses.ts';

export type GroupUse = {
  readonly service: Service;
  readonly resource: SharedResource;
  readonly group: VolumeGroup;
  readonly key: 'vg_name' | 'device';
  readonly at: Place;
};

/** Every use of a volume group of the site by a service. */
export const groupUsesOf = memoized((model: Model): readonly GroupUse[] => {
  const devices = blockDevicesOf(model);
  const groups = new Map(model.volumeGroups.map((group) => [group.name, group]));
  return model.services.flatMap((service) =>
    definitionsIn(service, model.resources).flatMap((resource): readonly GroupUse[] => {
      const activated = groups.get(textOf(resource, 'vg_name') ?? '');
      if (activated !== undefined) return [{ service, resource, group: activated, ...keyed(resource, 'vg_name') }];
      const device = devices.named(textOf(resource, 'device') ?? '');
      if (device.kind !== 'volume' && device.kind !== 'group') return [];
      return [{ service, resource, group: device.group, ...keyed(resource, 'device') }];
    }),
  );
});

function keyed<K extends GroupUse['key']>({ at }: SharedResource, key: K): { readonly key: K; readonly at: Place } {
  return { key, at: valueAt([...at, key]) };
}

/** Everything on a group is reached together, so it is reported once for a service. */
export function* groupsAreReached({ model }: StorageMap): Generator<Diagnostic> {
  const reported = new Set<string>();
  for (const { service, group, at } of groupUsesOf(model)) {
    const once = `${service.name} ${group.name}`;
    if (reported.has(once)) continue;
    reported.add(once);
    for (const target of model.targets.filter(({ name }) => group.on.some((lun) => lun.target === name))) {
      const related = [{ at: keyAt([...target.at, 'hosts']), message: `the hosts of ${target.name} are named here` }];
      for (const host of service.runOn.filter((name) => !target.hosts.includes(name)))
        yield unreachable(at, { vm: service.name, volume: group.name, host, target: target.name }, related);
    }
  }
}
