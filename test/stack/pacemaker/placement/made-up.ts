/** The made-up clusters of test/stack/cman/placement for pacemaker. */
import { analyse } from '../../../../src/analyse.ts';
import { as, type FileId } from '../../../../src/base/brand.ts';
import type { Model } from '../../../../src/model/model.ts';
import type { PacemakerModel } from '../../../../src/stack/pacemaker/options.ts';
import { stackOf } from '../../../../src/stack/stacks.ts';
import { siteOf, type Plan } from '../../cman/placement/made-up.ts';

export function pacemakerModel(model: Model | undefined): PacemakerModel {
  if (model === undefined || !isPacemaker(model)) throw new Error('no model of a pacemaker cluster');
  return model;
}

function isPacemaker(model: Model): model is PacemakerModel {
  return stackOf(model.cluster.platform).name === 'pacemaker';
}

/** `shared`: every other VM has its disk in a volume group that all hosts share. */
export function modelFor(plan: Plan, { shared = false, stickiness = 0 } = {}): PacemakerModel {
  const { cluster, fence_devices, hosts, vms, ...site } = siteOf(plan);
  const changed = {
    ...site,
    cluster: { ...cluster, platform: 'debian12', pacemaker: { stickiness } },
    fence_devices: mapped(fence_devices, (device) => ({ ...device, agent: 'fence_ipmilan' })),
    hosts: mapped(hosts, (host, index) =>
      shared ? { ...host, initiator: `iqn.2010-02.com.example:h${index}` } : host,
    ),
    vms: mapped(vms, (vm, index) => ({
      ...vm,
      ...(shared && index % 2 === 0 ? { disks: [{ volume: `vg/v${index}` }] } : {}),
      ...(index % 5 === 4 ? { autostart: false } : {}),
    })),
    ...(shared ? { storage: storageFor(Object.keys(vms).length) } : {}),
  };
  return modelOf(changed);
}

export function modelOf(site: object): PacemakerModel {
  const bytes = Buffer.from(JSON.stringify(site));
  return pacemakerModel(analyse([{ id: as<FileId>('site.yaml'), bytes }]).model);
}

function storageFor(vms: number) {
  const volumes = Object.fromEntries(Array.from({ length: vms }, (_, index) => [`v${index}`, '2G']));
  const san = { portals: ['10.0.3.5'], iqn: 'iqn.2010-02.com.example:san', luns: { all: { number: 1, size: '99T' } } };
  return { targets: { san }, volume_groups: { vg: { on: ['san/all'], volumes } } };
}

function mapped<Value, Result>(
  map: { readonly [name: string]: Value },
  change: (value: Value, index: number) => Result,
): { readonly [name: string]: Result } {
  return Object.fromEntries(Object.entries(map).map(([name, value], index) => [name, change(value, index)]));
}
