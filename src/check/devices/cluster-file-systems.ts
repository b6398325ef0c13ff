/** How GFS and GFS2 are mounted and exported. */
import { defineDiagnostic, keyAt, valueAt, type Diagnostic } from '../../diag/diagnostic.ts';
import { below, type Resource } from '../../model/service.ts';
import { definitionsIn, labelOf, textOf, type DeviceUse, type StorageMap } from './uses.ts';

export const noatime = defineDiagnostic<{ resource: string }>({
  code: 'storage/noatime',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.resource} is mounted without noatime`,
  help: () => 'add noatime to its options',
  explain: 'Each read becomes a write that all hosts have to agree on. Red Hat article 628093.',
});

export const localflocks = defineDiagnostic<{ resource: string }>({
  code: 'storage/localflocks',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.resource} is exported by NFS, and mounted without localflocks`,
  help: () => 'add localflocks to its options, and export it from one host at a time',
  explain:
    'Locks of NFS clients would be those of the whole cluster, and a failover hangs in them. Red Hat solution 20327.',
});

export const twoProtocols = defineDiagnostic<{ resource: string; nfs: string; smb: string }>({
  code: 'storage/two-protocols',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.resource} is exported by NFS (${f.nfs}) and by SMB (${f.smb})`,
  help: () => 'export it by one of the two',
  explain:
    'Neither NFS nor SMB sees the locks of the other, so clients overwrite files of each other. Red Hat solution 39855.',
});

function clusterMounts({ uses }: StorageMap): readonly DeviceUse[] {
  return uses.filter(
    ({ resource }) => resource?.type === 'clusterfs' && /^gfs2?$/.test(textOf(resource, 'fstype') ?? 'gfs2'),
  );
}

function optionsOf({ resource }: DeviceUse): readonly string[] {
  return resource === null ? [] : (textOf(resource, 'options') ?? '').split(',');
}

export function* readsStayReads(map: StorageMap): Generator<Diagnostic> {
  for (const use of clusterMounts(map)) {
    if (use.resource === null || optionsOf(use).includes('noatime')) continue;
    yield noatime(valueAt([...use.resource.at, 'options']), { resource: use.user });
  }
}

export function* exportsAgree(map: StorageMap): Generator<Diagnostic> {
  for (const use of clusterMounts(map)) {
    const { resource, user } = use;
    if (resource === null) continue;
    const inside = exportersOf(use, map);
    const nfs = inside.find(({ type }) => type === 'nfsexport');
    const smb = inside.find(({ type }) => type === 'smb' || type === 'samba');
    if (nfs !== undefined && smb !== undefined)
      yield twoProtocols(valueAt(smb.at), { resource: user, nfs: labelOf(nfs), smb: labelOf(smb) }, [
        { at: keyAt(nfs.at), message: 'NFS exports it here' },
      ]);
    else if (nfs !== undefined && !optionsOf(use).includes('localflocks'))
      yield localflocks(valueAt([...resource.at, 'options']), { resource: user }, [
        { at: valueAt(nfs.at), message: 'NFS exports it here' },
      ]);
  }
}

/** What is below the file system in each of its services. */
function exportersOf({ resource, services }: DeviceUse, { model }: StorageMap): readonly Resource[] {
  return services.flatMap((service) =>
    below(service.resources)
      .filter((one) =>
        definitionsIn({ ...service, resources: [{ ...one, children: [] }] }, model.resources).some(
          (found) => found === resource || found.at === resource?.at,
        ),
      )
      .flatMap(({ children }) => below(children)),
  );
}
