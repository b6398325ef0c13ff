/** Checks of units that a host starts outside of pacemaker's control. Measured with the packages of Debian 12. */
import type { Check } from '../../../check/check.ts';
import { hostsWithFacts } from '../../../check/facts/hosts.ts';
import { isFencedByBoard } from '../../../check/fence/uses.ts';
import { own } from '../../../base/json.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import type { Host } from '../../../model/model.ts';
import { pacemakerDialectOf, releasesOf } from '../dialect.ts';
import { hasSharedGroups } from '../emit/storage.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const strayUnit = defineDiagnostic<{ host: string; unit: string; because: string }>({
  code: 'sys/stray-units',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.host} starts ${f.unit} at boot, ${f.because}`,
  help: (f) => `systemctl disable --now ${f.unit}`,
  explain:
    "The packages of Debian enable these units at installation. pacemaker's agents and the units then start and stop the same daemons. Measured with Debian 12. acpid: Red Hat solution 5414.",
});

export const missingPackages = defineDiagnostic<{ host: string; missing: readonly string[] }>({
  code: 'sys/missing-package',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.host} lacks ${f.missing.join(', ')}, which the site needs there`,
  help: (f) => `install ${f.missing.join(', ')} there, and run clusterc facts again`,
  explain:
    'An agent or a daemon that is missing on one host fails there only when it is needed, which is when the other host has failed. Names of packages: measured on Debian 12, for others from memory.',
});

/** Unit -> the reason against it. */
const STRAY: { readonly [unit: string]: string } = {
  dlm: 'which pacemaker starts and stops itself',
  lvmlockd: 'which pacemaker starts and stops itself',
  lvmlocks: 'which locks volume groups before pacemaker is there',
  'libvirt-guests': 'which stops or suspends guests without pacemaker',
  'corosync-qnetd': 'which belongs on a machine outside of the cluster',
};
const ACPID = 'so that a power-off by the management board becomes a slow shutdown, for which fencing waits';
const SBD = 'although the site has no sbd: it can reset the host';

function* strayUnitsAreOff(model: PacemakerModel) {
  const everywhere = model.own.sbd === null ? { ...STRAY, sbd: SBD } : STRAY;
  for (const { host, facts } of hostsWithFacts(model)) {
    const stray = isFencedByBoard(host) ? { ...everywhere, acpid: ACPID } : everywhere;
    for (const [unit, because] of Object.entries(stray)) {
      const index = facts.boot?.findIndex((one) => one.replace(/\.service$/, '') === unit) ?? -1;
      if (index >= 0) yield strayUnit(valueAt([...facts.at, 'boot', index]), { host: host.name, unit, because });
    }
  }
}

/** Packages that a host of the site needs, except fence agents, which are looked for one by one. */
function packagesOf({ platform }: Host, model: PacemakerModel): readonly string[] {
  const { sbd, quorumDevice } = model.own;
  return [
    'corosync',
    'pacemaker',
    'resource-agents',
    ...(hasSharedGroups(model) ? pacemakerDialectOf(platform).lockPackages : []),
    ...(sbd === null ? [] : ['sbd']),
    ...(quorumDevice === null ? [] : ['corosync-qdevice']),
  ];
}

function* packagesAreThere(model: PacemakerModel) {
  for (const { host, facts } of hostsWithFacts(model)) {
    if (Object.keys(facts.packages).length === 0 || !releasesOf(model).includes(host.platform)) continue;
    const missing = packagesOf(host, model).filter((name) => own(facts.packages, name) === undefined);
    if (missing.length > 0) yield missingPackages(keyAt([...facts.at, 'packages']), { host: host.name, missing });
  }
}

export const hostChecks: readonly Check<PacemakerOptions>[] = [strayUnitsAreOff, packagesAreThere];
