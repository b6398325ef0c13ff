/** Agents that fence by disks: their list of disks, and a quorum disk that a fenced node needs to rejoin. */
import { agentParameter } from '../fence/agents.ts';
import { defineDiagnostic, keyAt, valueAt, type Diagnostic } from '../../diag/diagnostic.ts';
import { familyOf } from '../../catalogue/fence.ts';
import type { Model } from '../../model/model.ts';
import type { Lun } from '../../model/shared-storage.ts';
import type { DeviceUse, StorageMap } from './uses.ts';

export const clusterDiskFenced = defineDiagnostic<{ device: string; disk: string }>({
  code: 'fence/cluster-disk',
  severity: 'error',
  message: (f) => `${f.device} cuts a node off from ${f.disk}, the disk that it needs to rejoin`,
  help: (f) => `take ${f.disk} out of the devices of ${f.device}`,
  explain:
    'A fenced node cannot write its state to the disk when it boots, as the disk is read before the node gets its key back: it never joins again. ' +
    "RHEL's documents on quorum disks; fence_scsi(8).",
});

export const storageFencing = defineDiagnostic<{ host: string; method: string }>({
  code: 'fence/cluster-disk-san',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    `the fence method ${f.method} of ${f.host} only cuts it off from disks, and the cluster has a disk of its own`,
  help: () => 'use devices that switch the power',
  explain:
    'A node that keeps its power keeps writing to the disk of the cluster, and its vote counts there while it is fenced. ' +
    'RHEL 6 Cluster Administration, quorum disk considerations: use power fencing.',
});

export const unreservedLun = defineDiagnostic<{ device: string; lun: string; user: string }>({
  code: 'fence/unreserved-lun',
  severity: 'error',
  acceptable: true,
  message: (f) => `the devices of ${f.device} lack the LUN ${f.lun}, which ${f.user} uses`,
  help: (f) => `add a name of ${f.lun} below /dev/disk/by-id, or leave devices out`,
  explain:
    'A fenced node still writes to a LUN without a reservation, while others recover what is on it. fence_scsi(8), devices.',
});

export function* fencingDisksAreDisks({ uses }: StorageMap): Generator<Diagnostic> {
  for (const { at, user, name, device } of uses.filter(({ kind }) => kind === 'reserved' || kind === 'messages')) {
    if (device.kind === 'kernel')
      yield agentParameter(at, {
        device: user,
        problem: `${name} can be another disk on each node`,
        cure: 'write a name below /dev/disk/by-id',
      });
    else if (!name.startsWith('/dev/') || device.kind === 'volume' || device.kind === 'group')
      yield agentParameter(at, {
        device: user,
        problem: `${name} is no disk`,
        cure: 'write disks, such as /dev/disk/by-id/scsi-36001405b3f8f0d3c, joined with commas',
      });
  }
}

export function* clusterDisksStayOpen({ uses, model }: StorageMap): Generator<Diagnostic> {
  const own = uses.filter(({ kind }) => kind === 'cluster');
  const fenced = uses.flatMap((use) => {
    const disk = own.find(({ device }) => use.kind === 'reserved' && device.key === use.device.key);
    return disk === undefined ? [] : [{ use, disk }];
  });
  for (const { use, disk } of fenced)
    yield clusterDiskFenced(use.at, { device: use.user, disk: disk.name }, [
      { at: disk.at, message: 'the cluster uses it here' },
    ]);
  if (fenced.length === 0 && model.cluster.disks.length > 0 && !model.cluster.selfFencing)
    yield* fencedFromDisks(model);
}

function* fencedFromDisks({ hosts }: Model): Generator<Diagnostic> {
  for (const { at, name, fence } of hosts) {
    const method = fence.find(
      ({ uses }) => uses.length > 0 && uses.every(({ agent }) => familyOf(agent).class === 'storage'),
    );
    if (method !== undefined) yield storageFencing(keyAt([...at, 'fence']), { host: name, method: method.name });
  }
}

/** Only for lists in which every name is that of a LUN of the site. */
export function* everyLunIsReserved({ uses, model }: StorageMap): Generator<Diagnostic> {
  for (const { name: device, at } of model.fenceDevices) {
    const listed = uses.filter(({ kind, user }) => kind === 'reserved' && user === device);
    const luns = new Set(listed.map(({ device: one }) => (one.kind === 'lun' ? one.lun.at : undefined)));
    if (listed.length === 0 || luns.has(undefined)) continue;
    for (const { lun, use } of writtenLuns(uses))
      if (!luns.has(lun.at))
        yield unreservedLun(valueAt([...at, 'devices']), { device, lun: `${lun.target}/${lun.name}`, user: use.user }, [
          { at: use.at, message: `${use.user} uses it here` },
        ]);
  }
}

/** Each LUN that something writes to, with its first user; the cluster's own are left open. */
function writtenLuns(uses: readonly DeviceUse[]): readonly { readonly lun: Lun; readonly use: DeviceUse }[] {
  const writers = uses.filter(({ kind, access }) => access !== 'read' && kind !== 'cluster');
  const all = writers.flatMap((use) => (use.device.kind === 'lun' ? [{ lun: use.device.lun, use }] : []));
  return all.filter(({ lun }, index) => all.findIndex((other) => other.lun.at === lun.at) === index);
}
