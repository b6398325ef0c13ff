/** Releases: they exist, and all hosts of a cluster are of one family. */
import { defineDiagnostic, keyAt, valueAt, type Diagnostic, type Place } from '../../diag/diagnostic.ts';
import type { Host, Model } from '../../model/model.ts';
import { platformName, rangeOf } from '../../platform/platform.ts';
import type { Platform } from '../../platform/release-id.ts';
import type { Check } from '../check.ts';

export const platform = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'cluster/platform',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'What a release understands is known from RHEL 5.4, the first with KVM, to 5.11, from RHEL 6.0 to 6.10, and for ' +
    'Fedora 12 and 13. Releases of two families speak different protocols and know different machine types, so no ' +
    'cluster holds both.',
});

function* releasesAreSupported({ cluster, hosts }: Model) {
  const place = valueAt(['cluster', 'platform']);
  yield* unsupported(cluster.platform, place);
  for (const host of hosts.filter((one) => !isSame(one.platform, cluster.platform)))
    yield* unsupported(host.platform, platformOf(host));
}

function* unsupported(release: Platform, at: Place): Generator<Diagnostic> {
  const [oldest, newest] = rangeOf(release);
  if (release.minor >= oldest.minor && release.minor <= newest.minor) return;
  yield platform(at, {
    problem: `${platformName(release)} is not a release that a cluster can have here`,
    cure: `write one from ${platformName(oldest)} to ${platformName(newest)}`,
  });
}

function* hostsAreOfOneFamily({ cluster, hosts }: Model) {
  const { family } = cluster.platform;
  const related = [{ at: keyAt(['cluster', 'platform']), message: 'the platform of the cluster' }];
  for (const host of hosts.filter((one) => one.platform.family !== family)) {
    const problem = `${host.name} is ${platformName(host.platform)} in a cluster of ${family}`;
    const cure = `give ${host.name} a release of ${family}, or take it out of the cluster`;
    yield platform(platformOf(host), { problem, cure }, related);
  }
}

function platformOf({ at }: Host): Place {
  return valueAt([...at, 'platform']);
}

function isSame(a: Platform, b: Platform): boolean {
  return a.family === b.family && a.minor === b.minor;
}

export const platformChecks: readonly Check[] = [releasesAreSupported, hostsAreOfOneFamily];
