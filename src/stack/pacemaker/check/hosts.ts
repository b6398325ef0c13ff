/** Checks of units that a host starts outside of pacemaker's control. Domain reference, pacemaker.md, 1.5 and 7. */
import type { Check } from '../../../check/check.ts';
import { hostsWithFacts } from '../../../check/facts/hosts.ts';
import { defineDiagnostic, valueAt } from '../../../diag/diagnostic.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const strayUnit = defineDiagnostic<{ host: string; unit: string; because: string }>({
  code: 'sys/stray-units',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.host} starts ${f.unit} at boot, ${f.because}`,
  help: (f) => `systemctl disable --now ${f.unit}`,
  explain:
    "The packages of Debian enable these units at installation. pacemaker's agents and the units then start and stop the same daemons. Domain reference, pacemaker.md, 0.10 and 1.5, Debian 12.",
});

/** Unit -> the reason against it. */
const STRAY: { readonly [unit: string]: string } = {
  dlm: 'which pacemaker starts and stops itself',
  lvmlockd: 'which pacemaker starts and stops itself',
  lvmlocks: 'which locks volume groups before pacemaker is there',
  'libvirt-guests': 'which stops or suspends guests without pacemaker',
  'corosync-qnetd': 'which belongs on a machine outside of the cluster',
};
const SBD = 'although the site has no sbd: it can reset the host';

function* strayUnitsAreOff(model: PacemakerModel) {
  const stray = model.own.sbd === null ? { ...STRAY, sbd: SBD } : STRAY;
  for (const { host, facts } of hostsWithFacts(model))
    for (const [unit, because] of Object.entries(stray)) {
      const index = facts.boot?.findIndex((one) => one.replace(/\.service$/, '') === unit) ?? -1;
      if (index >= 0) yield strayUnit(valueAt([...facts.at, 'boot', index]), { host: host.name, unit, because });
    }
}

export const hostChecks: readonly Check<PacemakerOptions>[] = [strayUnitsAreOff];
