/** Files of guests on file systems that the cluster itself mounts: a guest may start before the mount, or on a host without it. */
import { defineDiagnostic, keyAt, valueAt, type Diagnostic } from '../../diag/diagnostic.ts';
import type { Vm } from '../../model/model.ts';
import type { Service, SharedResource } from '../../model/service.ts';
import { labelOf, textOf, usersOf, type StorageMap } from './uses.ts';

export const managedMount = defineDiagnostic<{ vm: string; path: string; resource: string; service: string }>({
  code: 'libvirt/managed-mount',
  severity: 'error',
  acceptable: true,
  message: (f) =>
    `${f.vm} needs ${f.path}, which ${f.resource} of the service ${f.service} mounts only where that service runs`,
  help: (f) =>
    `mount it on every host outside of the cluster's services, or write depend: service/${f.service} if both stay on one host`,
  explain:
    'A guest starts together with the services, not after them: without the mount its start fails, or its status does while it runs, and it is started a second time ' +
    'on another host. resource-agents issue 1231.',
});

export const definitionPlace = defineDiagnostic<{ vm: string; path: string }>({
  code: 'libvirt/definition-place',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    `the definition of ${f.vm} is written to ${f.path}, and the site does not say that every host has its own folder there`,
  help: () => 'leave it out, so that the definition is in /etc/cluster/vms',
  explain:
    'On a file system that hosts share every host writes the same file in a push, one that is not mounted hides it, and SELinux lets libvirt read files with ' +
    'certain labels only. resource-agents issues 856 and 1231.',
});

type Mount = { readonly folder: string; readonly resource: SharedResource; readonly service: Service };

function mountsOf({ model }: StorageMap): readonly Mount[] {
  return [...usersOf(model)].flatMap(([resource, services]) => {
    const folder = textOf(resource, 'mountpoint');
    const [service] = services;
    return folder === undefined || service === undefined ? [] : [{ folder: `${folder}/`, resource, service }];
  });
}

export function* guestsFindTheirFiles(map: StorageMap): Generator<Diagnostic> {
  const mounts = mountsOf(map);
  for (const vm of map.model.vms) {
    for (const { path, at } of filesOf(vm)) {
      const mount = mounts.find(({ folder }) => `${path}/`.startsWith(folder));
      if (mount === undefined || follows(vm, mount.service)) continue;
      const { resource, service } = mount;
      const facts = { vm: vm.name, path, resource: labelOf(resource), service: service.name };
      yield managedMount(valueAt(at), facts, [{ at: keyAt(resource.at), message: 'it is mounted here' }]);
    }
  }
}

function filesOf({ at, disks, path, xmlfile }: Vm): readonly { readonly path: string; readonly at: Vm['at'] }[] {
  const images = disks.flatMap((disk) =>
    disk.kind === 'volume' || disk.path === null || disk.onEveryHost
      ? []
      : [{ path: disk.path, at: [...disk.at, disk.kind] }],
  );
  return [
    ...images,
    ...(path === null ? [] : [{ path, at: [...at, 'path'] }]),
    ...(xmlfile === null ? [] : [{ path: xmlfile, at: [...at, 'xmlfile'] }]),
  ];
}

function follows({ depend }: Vm, { name }: Service): boolean {
  return depend?.kind === 'service' && depend.name === name;
}

/** Folders that every host has on its own root file system. */
const OWN = /^\/(etc|root|usr\/local\/etc|var\/lib\/(cluster|clusterc))(\/|$)/;

/** A folder that a service mounts has a finding of its own. */
export function* definitionsAreLocal(map: StorageMap): Generator<Diagnostic> {
  const mounts = mountsOf(map);
  for (const { name: vm, at, path, xmlfile } of map.model.vms) {
    const written = { path, xmlfile };
    for (const key of ['path', 'xmlfile'] as const) {
      const folder = written[key];
      if (folder === null || OWN.test(folder) || mounts.some((one) => `${folder}/`.startsWith(one.folder))) continue;
      yield definitionPlace(valueAt([...at, key]), { vm, path: folder });
    }
  }
}
