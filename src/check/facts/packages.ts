/** Packages and kernels that differ between hosts of one release. */
import { own } from '../../base/json.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { HostFacts } from '../../model/host-facts.ts';
import type { Model } from '../../model/model.ts';
import type { Check } from '../check.ts';
import { hostsWithFacts } from './hosts.ts';

export const packageVersions = defineDiagnostic<{
  name: string;
  host: string;
  version: string | null;
  other: string;
  otherVersion: string | null;
}>({
  code: 'facts/packages',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    f.version === null || f.otherVersion === null
      ? `${f.name} is installed on ${f.version === null ? f.other : f.host}, and not on ${f.version === null ? f.host : f.other}`
      : `${f.name} is ${f.version} on ${f.host}, and ${f.otherVersion} on ${f.other}`,
  help: () => 'install the same packages on every host, and run clusterc facts again',
  explain:
    'Nodes of one cluster speak to each other in protocols of their packages, and what is missing on a host cannot fail over to it.',
});

export const kernels = defineDiagnostic<{ host: string; version: string; other: string; otherVersion: string }>({
  code: 'facts/kernel',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.host} runs the kernel ${f.version}, and ${f.other} runs ${f.otherVersion}`,
  help: () => 'boot the same kernel on every host, and run clusterc facts again',
  explain: 'The locks of DLM and GFS2 are in the kernel, and so is what a guest migrates with.',
});

type Group = readonly [first: HostFacts, ...others: HostFacts[]];

/** Hosts that say of themselves to run the same release; other ones have a finding of their own. */
function releases(model: Model): readonly Group[] {
  const groups = new Map<string, [HostFacts, ...HostFacts[]]>();
  for (const { facts } of hostsWithFacts(model)) {
    if (Object.keys(facts.packages).length === 0) continue;
    const group = groups.get(facts.release ?? '');
    if (group === undefined) groups.set(facts.release ?? '', [facts]);
    else group.push(facts);
  }
  return [...groups.values()];
}

function* packagesAreTheSame(model: Model) {
  for (const [first, ...others] of releases(model)) {
    const names = new Set([first, ...others].flatMap(({ packages }) => Object.keys(packages)));
    for (const name of [...names].sort()) {
      const version = own(first.packages, name) ?? null;
      const other = others.find(({ packages }) => (own(packages, name) ?? null) !== version);
      if (other !== undefined) yield differing(name, [first, version], [other, own(other.packages, name) ?? null]);
    }
  }
}

type Installed = readonly [facts: HostFacts, version: string | null];

function differing(name: string, [first, version]: Installed, [other, otherVersion]: Installed) {
  const place = ({ at }: HostFacts, is: string | null) =>
    is === null ? keyAt([...at, 'packages']) : valueAt([...at, 'packages', name]);
  const related = [{ at: place(first, version), message: `the packages of ${first.host} are here` }];
  const facts = { host: other.host, version: otherVersion, other: first.host, otherVersion: version };
  const at = place(other, otherVersion);
  return name === 'kernel' && otherVersion !== null && version !== null
    ? kernels(at, { ...facts, version: otherVersion, otherVersion: version }, related)
    : packageVersions(at, { name, ...facts }, related);
}

export const factsPackageChecks: readonly Check[] = [packagesAreTheSame];
