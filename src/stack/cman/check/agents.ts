/** How the agents of the hosts' releases handle attributes, times and files. */
import { own } from '../../../base/json.ts';
import type { CmanModel, CmanOptions } from '../options.ts';
import type { SourcePath } from '../../../base/brand.ts';
import { isKnown, typeEntry } from '../../../catalogue/rm.ts';
import type { Check } from '../../../check/check.ts';
import { isFileName, NO_FOLDER } from '../../../check/vm/files.ts';
import { defineDiagnostic, keyAt, valueAt, type Diagnostic } from '../../../diag/diagnostic.ts';
import { below, type ActionTimes, type Attribute } from '../../../model/service.ts';
import type { Vm } from '../../../model/model.ts';
import { platformName, rangeOf } from '../../../platform/platform.ts';
import type { Platform } from '../../../platform/release-id.ts';

export const unknownAttribute = defineDiagnostic<{
  name: string;
  attribute: string;
  agent: string;
  release: string;
  first: string | null;
}>({
  code: 'rm/unknown-attr',
  severity: 'error',
  message: (f) => `${f.name}: ${f.attribute} is unknown to ${f.agent} of ${f.release}`,
  help: (f) => (f.first === null ? 'remove it' : `remove it, or update the hosts to ${f.first}`),
  explain:
    'The schema on the nodes refuses an attribute that the agents there do not declare, or rgmanager ignores it. ccs_config_validate(8); metadata of the agents.',
});

export const vmLaunch = defineDiagnostic<{ vm: string; file: string; because: string }>({
  code: 'rm/vm-launch',
  severity: 'error',
  message: (f) => `${f.vm} cannot be described in ${f.file}: ${f.because}`,
  help: () => 'leave it out, so that it is /etc/cluster/vms',
  explain:
    'vm.sh starts a guest from a file that libvirt does not know; what libvirt knows by itself it may also start by itself, on a second host. ' +
    'Source of vm.sh.',
});

export const mappingAmbiguous = defineDiagnostic<{ member: string; other: string }>({
  code: 'rm/migration-mapping',
  severity: 'error',
  message: (f) => `vm.sh cannot tell ${f.member} from ${f.other} when it looks for the address to migrate to`,
  help: () => 'rename one of the two before the cluster exists, so that neither name ends with the other',
  explain:
    'vm.sh looks for "NAME:" anywhere in migration_mapping, so a name that is the end of another one can find the address of that other node.',
});

export const idleTimes = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'rm/idle-times',
  severity: 'warning',
  acceptable: true,
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'A timeout counts with enforce_timeouts only, failures and restarts are counted only where both a number and a time are said, and ' +
    'restarts only of an independent part. rgmanager, restree.c.',
});

export const idlePriority = defineDiagnostic<{ service: string }>({
  code: 'rm/idle-priority',
  severity: 'warning',
  acceptable: true,
  message: (f) => `the priority of ${f.service} has an effect only with central processing`,
  help: () => 'remove priority, or write central_processing: true at cluster, rgmanager',
  explain:
    'Without central processing each node decides for itself what it starts, and in which order. Red Hat, Cluster Administration, central_processing.',
});

function* attributesAreKnown(model: CmanModel) {
  const release = oldestOf(model);
  for (const vm of model.vms) yield* unknownIn('vm', { at: vm.at, name: vm.name, attributes: writtenOf(vm) }, release);
  for (const service of model.services)
    yield* unknownIn('service', { ...service, attributes: service.optional }, release);
  for (const one of [...model.resources, ...model.services.flatMap(({ resources }) => below(resources))])
    yield* unknownIn(one.type, one, release);
}

function oldestOf({ cluster, hosts }: CmanModel): Platform {
  const releases = hosts.map(({ platform }) => platform).filter(({ family }) => family === cluster.platform.family);
  return releases.reduce((oldest, one) => (one.minor < oldest.minor ? one : oldest), cluster.platform);
}

type WithAttributes = { readonly at: SourcePath; readonly name: string; readonly attributes: readonly Attribute[] };

function writtenOf({ optional, xmlfile, migrationMapping }: Vm): readonly Attribute[] {
  return [
    ...optional,
    ...(xmlfile === null ? [] : [{ name: 'xmlfile', value: xmlfile }]),
    ...(migrationMapping === null ? [] : [{ name: 'migration_mapping', value: '' }]),
  ];
}

function* unknownIn(type: string, { at, name, attributes }: WithAttributes, release: Platform): Generator<Diagnostic> {
  const declared = typeEntry(type).attributes;
  for (const { name: attribute } of attributes) {
    const entry = own(declared, attribute);
    if (entry === undefined || isKnown(entry, release)) continue;
    const first = releasesOf(release).find((later) => isKnown(entry, later));
    yield unknownAttribute(keyAt([...at, entry.site ?? attribute]), {
      name,
      attribute,
      agent: type === 'vm' ? 'vm.sh' : `the agent of ${type}`,
      release: platformName(release),
      first: first === undefined ? null : platformName(first),
    });
  }
}

function releasesOf(release: Platform): readonly Platform[] {
  const [oldest, newest] = rangeOf(release);
  return Array.from({ length: newest.minor - oldest.minor + 1 }, (_, step) => ({
    ...release,
    minor: oldest.minor + step,
  }));
}

function* prioritiesCount({ services, own }: CmanModel) {
  if (own.rgmanager.centralProcessing === true) return;
  for (const { at, name, optional } of services) {
    if (optional.some((attribute) => attribute.name === 'priority'))
      yield idlePriority(keyAt([...at, 'priority']), { service: name });
  }
}

/** vm.sh treats /etc/xen as "no path"; libvirt loads files below its own folder. Source of vm.sh. */
const NOT_THERE: readonly (readonly [folder: string, because: string])[] = [
  ['/etc/libvirt', 'libvirt reads what is there, and could start a second instance'],
  ['/etc/xen', 'vm.sh would look for a guest that libvirt knows'],
];

function* filesAreOursAlone({ vms }: CmanModel) {
  for (const { at, name, path, xmlfile } of vms) {
    const written = { path, xmlfile };
    for (const key of ['path', 'xmlfile'] as const) {
      const file = written[key];
      const [, managed] = NOT_THERE.find(([folder]) => `${file ?? ''}/`.startsWith(`${folder}/`)) ?? [];
      const because = managed ?? (key === 'path' && isFileName(file) ? NO_FOLDER : undefined);
      if (file !== null && because !== undefined) yield vmLaunch(valueAt([...at, key]), { vm: name, file, because });
    }
  }
}

function* membersAreToldApart({ hosts, vms }: CmanModel) {
  if (vms.every(({ migrationMapping }) => migrationMapping === null)) return;
  for (const host of hosts) {
    for (const other of hosts.filter(({ nodeName }) => nodeName !== host.nodeName && nodeName.endsWith(host.nodeName)))
      yield mappingAmbiguous(keyAt(host.at), { member: host.nodeName, other: other.nodeName });
  }
}

function* timesCount({ services, vms }: CmanModel) {
  for (const one of [...services, ...vms]) yield* idleTimeouts(one.at, one.actions, one.enforceTimeouts);
  for (const { at, actions, special } of services.flatMap(({ resources }) => below(resources))) {
    yield* idleTimeouts(at, actions, special.enforceTimeouts);
    const { maxFailures, failureExpireTime, maxRestarts, restartExpireTime, independentSubtree } = special;
    if ((maxFailures === null) !== (failureExpireTime === null)) {
      const problem = 'max_failures and failure_expire_time have an effect only together';
      yield idleTimes(valueAt(at), { problem, cure: 'write both, or none' });
    }
    const counted = maxRestarts !== null && restartExpireTime !== null && (independentSubtree ?? 'no') !== 'no';
    if ((maxRestarts !== null || restartExpireTime !== null) && !counted) {
      const problem =
        'max_restarts and restart_expire_time of a resource count together, and with independent_subtree only';
      yield idleTimes(valueAt(at), { problem, cure: 'write all three, or none' });
    }
  }
}

function* idleTimeouts(
  at: SourcePath,
  actions: readonly ActionTimes[],
  enforce: boolean | null,
): Generator<Diagnostic> {
  const index = actions.findIndex(({ timeout }) => timeout !== null);
  if (index === -1 || enforce === true) return;
  yield idleTimes(valueAt([...at, 'actions', index, 'timeout']), {
    problem: 'a timeout counts with enforce_timeouts only',
    cure: 'write enforce_timeouts: true, or remove the timeout',
  });
}

export const agentChecks: readonly Check<CmanOptions>[] = [
  attributesAreKnown,
  prioritiesCount,
  filesAreOursAlone,
  membersAreToldApart,
  timesCount,
];
