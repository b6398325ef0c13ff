/** Services of hosts that start at boot and should not, or the other way round. */
import type { Check } from '../../../check/check.ts';
import { hostsWithFacts } from '../../../check/facts/hosts.ts';
import { isFencedByBoard } from '../../../check/fence/uses.ts';
import { defineDiagnostic, keyAt } from '../../../diag/diagnostic.ts';
import type { Host } from '../../../model/model.ts';
import { clusteredGroupsOf } from '../../../model/reach.ts';
import { cmanDialectOf } from '../dialect.ts';
import type { CmanModel, CmanOptions } from '../options.ts';

export const bootService = defineDiagnostic<{ host: string; service: string; danger: string }>({
  code: 'facts/boot',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.service} starts when ${f.host} boots: ${f.danger}`,
  help: (f) => `chkconfig ${f.service} off; service ${f.service} stop`,
  explain:
    'Red Hat wants NetworkManager, acpid with fencing through a management board, libvirt-guests, and what cman starts itself off on every node. clusterc stops no service by itself. ' +
    'Red Hat solutions 5414, 5898, 42530 and 96543.',
});

export const bootMissing = defineDiagnostic<{ host: string; service: string; because: string }>({
  code: 'facts/boot-off',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.service} does not start when ${f.host} boots, ${f.because}`,
  help: (f) => `chkconfig ${f.service} on, or accept it where a person starts it`,
  explain:
    'After a reboot the node stays out of the cluster, or is in it without what its services need: LVM on every host waits for the clvmd that is missing. Red Hat solution 5898.',
});

type Applies = (host: Host, model: CmanModel) => boolean;

function isRhel5({ platform }: Host): boolean {
  return platform.family === 'rhel5';
}

/** Services that are in the way, and on which hosts. */
const UNWANTED: readonly (readonly [service: string, danger: string, applies: Applies])[] = [
  ['NetworkManager', 'cman does not start while it runs', () => true],
  ['acpid', 'a power-off by the management board becomes a slow shutdown, and fencing waits for it', isFencedByBoard],
  ['libvirt-guests', 'it starts guests that may run on another host already', () => true],
  ['corosync', 'cman starts it itself, and does not start while it runs', (host) => !cmanDialectOf(host.platform).ccsd],
  ['openais', 'cman starts it itself, and does not start while it runs', isRhel5],
  ['pacemaker', 'it manages resources as rgmanager does', () => true],
  ['scsi_reserve', 'it reserves disks that no fence device gives back', (host) => isRhel5(host) && !isReserved(host)],
];

/** Services that a node needs, in the order in which they start. */
const NEEDED: readonly (readonly [service: string, because: string, applies: Applies])[] = [
  ['cman', 'so that it stays out of the cluster', () => true],
  ['qdiskd', 'so that its quorum disk has no vote', (host, { own }) => isRhel5(host) && own.quorumDisk !== null],
  ['clvmd', 'and clustered volume groups wait for it', (host, model) => clusteredGroupsOf(host, model).length > 0],
  ['rgmanager', 'so that nothing fails over to it', (_host, { vms, services }) => vms.length + services.length > 0],
];

function isReserved({ fence, unfence }: Host): boolean {
  return [...fence.flatMap(({ uses }) => uses), ...unfence].some(({ agent }) => agent === 'fence_scsi');
}

function* unwantedServicesAreOff(model: CmanModel) {
  for (const { host, facts } of hostsWithFacts(model))
    for (const [service, danger, applies] of UNWANTED)
      if (facts.boot?.includes(service) === true && applies(host, model))
        yield bootService(keyAt([...facts.at, 'boot']), { host: host.name, service, danger });
}

function* neededServicesAreOn(model: CmanModel) {
  for (const { host, facts } of hostsWithFacts(model))
    for (const [service, because, applies] of NEEDED)
      if (facts.boot?.includes(service) === false && applies(host, model))
        yield bootMissing(keyAt([...facts.at, 'boot']), { host: host.name, service, because });
}

export const bootChecks: readonly Check<CmanOptions>[] = [unwantedServicesAreOff, neededServicesAreOn];
