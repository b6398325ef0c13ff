/** Image files of virtual machines: whether every host has them. */
import { defineDiagnostic, valueAt } from '../../diag/diagnostic.ts';
import type { SharedResource, Resource } from '../../model/service.ts';
import type { Model } from '../../model/model.ts';
import type { Check } from '../check.ts';

export const notEverywhere = defineDiagnostic<{ vm: string; path: string }>({
  code: 'libvirt/local-file',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.vm} may run on several hosts, and nothing says that each has ${f.path}`,
  help: () => 'write on_every_host: true if it is on a cluster file system or NFS',
  explain:
    'Where the file is missing, the guest neither starts nor migrates to. A clusterfs or netfs resource whose mountpoint is above it is enough, if the VM depends on its service.',
});

/** Shared resources, and all that services define, with their children. */
function resourcesOf({ resources, services }: Model): readonly SharedResource[] {
  return [...resources, ...services.flatMap((service) => service.resources.flatMap(withChildren))];
}

function withChildren(resource: Resource): readonly SharedResource[] {
  return [...(resource.reference ? [] : [resource]), ...resource.children.flatMap(withChildren)];
}

function attributeOf({ attributes }: SharedResource, name: string): unknown {
  return attributes.find((one) => one.name === name)?.value;
}

const CLUSTER_FILE_SYSTEMS = ['clusterfs', 'netfs'];

function* filesAreOnEveryHost(model: Model) {
  const mounted = resourcesOf(model).filter(({ type }) => CLUSTER_FILE_SYSTEMS.includes(type));
  const folders = mounted.map((resource) => `${String(attributeOf(resource, 'mountpoint'))}/`);
  for (const { name, disks } of model.vms.filter(({ runOn }) => runOn.length > 1)) {
    for (const disk of disks) {
      if (disk.kind === 'volume' || disk.path === null || disk.onEveryHost) continue;
      const { path } = disk;
      if (!folders.some((folder) => path.startsWith(folder)))
        yield notEverywhere(valueAt([...disk.at, disk.kind]), { vm: name, path });
    }
  }
}

/** A path to a definition has the folder only; the name of the file is that of the VM. */
export function isFileName(path: string | null): boolean {
  return path?.endsWith('.xml') === true;
}

export const NO_FOLDER = 'path is a folder, and this is the name of a file';

export const vmFileChecks: readonly Check[] = [filesAreOnEveryHost];
