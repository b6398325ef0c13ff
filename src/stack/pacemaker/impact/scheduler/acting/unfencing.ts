/** Devices that must enable a node before it uses the storage, such as fence_scsi. */
import { unfencingDigests } from '../input/digest.ts';
import type { Cluster, Node, Resource } from '../input/model.ts';

/** True if a device changed since it unfenced the node. False if no digest was recorded. */
export function unfencingChanged(cluster: Cluster, node: Node): boolean {
  const all = node.attributes.get('#digests-all');
  if (all === undefined) return false;
  const secure = node.attributes.get('#digests-secure');
  return devicesIn(cluster.resources).some((device) => {
    const agent = device.meta.get('type') ?? '';
    const digests = unfencingDigests(cluster, device, node);
    const known = (summary: string | undefined, digest: string) =>
      summary?.includes(`${device.id}:${agent}:${digest}`) === true;
    return !known(all, digests.all) && !known(secure, digests.secure);
  });
}

function devicesIn(resources: readonly Resource[]): readonly Resource[] {
  return resources.flatMap((resource) => {
    if (resource.children.length > 0) return devicesIn(resource.children);
    const unfences = resource.is.needsUnfencing || resource.meta.get('provides')?.toLowerCase() === 'unfencing';
    return resource.is.fenceDevice && unfences ? [resource] : [];
  });
}
