/** Differences between hosts as found and the site. */
import type { Bytes } from '../../base/brand.ts';
import { distinctSizes } from '../../base/units.ts';
import { defineDiagnostic, keyAt, valueAt, type Place } from '../../diag/diagnostic.ts';
import { factsOf, releaseOf } from '../../resolve/facts.ts';
import type { HostFacts } from '../../model/host-facts.ts';
import type { Host, Model } from '../../model/model.ts';
import { platformName } from '../../platform/platform.ts';
import type { Check } from '../check.ts';

export const unknownHost = defineDiagnostic<{ host: string }>({
  code: 'facts/unknown-host',
  severity: 'warning',
  acceptable: true,
  message: (f) => `there are facts about ${f.host}, but no such host`,
  help: (f) => `remove ${f.host} from the facts, or run clusterc facts`,
  explain:
    'Facts of a host that has left or was renamed are not used; a host under its new name is checked without any. Our choice: facts are kept, never dropped silently.',
});

export const smallerMachine = defineDiagnostic<{ host: string; written: string; found: string }>({
  code: 'facts/machine',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.host} has ${f.written} in the site, but was found to have ${f.found}`,
  help: (f) => `write what ${f.host} has; until then the smaller value counts`,
  explain:
    'Guests that fit by the value in the site would not fit on the host. A kernel sees less memory than is installed: 1/64 goes to its page table ' +
    '(64 bytes for each 4 KiB), the rest to firmware and a crash kernel, for which 768 MiB are allowed: our choice.',
});

export const otherRelease = defineDiagnostic<{
  hosts: readonly string[];
  found: string;
  written: string;
  /** The found release is of another family. */
  isOtherFamily: boolean;
  /** Other hosts have the written release, or a third one. */
  isPart: boolean;
}>({
  code: 'facts/release',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.hosts.join(', ')}: found to run ${f.found}, but platform means ${f.written}`,
  help: (f) =>
    f.isOtherFamily
      ? `run clusterc facts again once ${f.hosts.length === 1 ? 'it runs' : 'they run'} ${f.written}, or write ${platformFor(f)}`
      : `write ${platformFor(f)}`,
  explain:
    'The platform decides which keys are written into files, which machine type guests get and which agents are expected. A release that is ' +
    'older than the platform does not know all of them; for a newer one, less is written than it could have. libvirt.org/formatdomain.html, "since".',
});

function platformFor(f: {
  readonly found: string;
  readonly hosts: readonly string[];
  readonly isPart: boolean;
}): string {
  return `platform: ${f.found}${f.isPart ? ` for ${f.hosts.join(', ')}` : ''}`;
}

function* factsAreAboutHosts({ facts, hosts }: Model) {
  for (const { host, at } of facts)
    if (!hosts.some(({ name }) => name === host)) yield unknownHost(keyAt(at), { host });
}

/** Memory that firmware and a crash kernel may take. Our choice. */
const TAKEN = 768 * 1024 ** 2;

/** The most memory that a kernel reserves of what is installed. Linux, struct page: 64 bytes for a page of 4 KiB. */
function lost(memory: Bytes): number {
  return memory / 64 + TAKEN;
}

function* machinesHaveWhatIsWritten(model: Model) {
  for (const { host, facts } of hostsWithFacts(model)) {
    if (facts.memory !== null && host.memory - facts.memory > lost(host.memory)) {
      const [written, found] = distinctSizes(host.memory, facts.memory);
      yield smaller(host, facts, 'memory', { written: `${written} of memory`, found });
    }
    if (facts.cpus !== null && facts.cpus < host.cpus)
      yield smaller(host, facts, 'cpus', { written: `${host.cpus} cpus`, found: String(facts.cpus) });
  }
}

function smaller(
  host: Host,
  facts: HostFacts,
  key: 'memory' | 'cpus',
  said: { readonly written: string; readonly found: string },
) {
  const related = [{ at: valueAt([...facts.at, key]), message: `found at ${facts.collected}` }];
  return smallerMachine(valueAt([...host.at, key]), { host: host.name, ...said }, related);
}

/** One finding for all hosts of a release whose platform is set in the same place. */
function* releasesAreThoseOfThePlatform(model: Model) {
  const others = hostsWithFacts(model).flatMap(({ host, facts }) => {
    const found = releaseOf(facts);
    const isSame = found === null || (found.family === host.platform.family && found.minor === host.platform.minor);
    if (isSame) return [];
    const isOtherFamily = found.family !== host.platform.family;
    return [{ host, facts, found: platformName(found), isOtherFamily, at: placeOf(host, model) }];
  });
  const groups = new Map<string, typeof others>();
  for (const one of others) {
    const key = JSON.stringify([one.found, one.at]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { host, facts: own, found, isOtherFamily, at } = first;
    const names = group.map((one) => one.host.name);
    const related = [{ at: valueAt([...own.at, 'release']), message: `what ${host.name} calls itself` }];
    const known = hostsWithFacts(model).filter((one) => releaseOf(one.facts) !== null);
    const isPart = known.some(
      (one) => !names.includes(one.host.name) && JSON.stringify(placeOf(one.host, model)) === JSON.stringify(at),
    );
    const facts = { hosts: names, found, written: platformName(host.platform), isOtherFamily, isPart };
    yield otherRelease(at, facts, related);
  }
}

/** The host's own platform, or that of the cluster. */
function placeOf({ at, platform }: Host, { cluster }: Model): Place {
  const isOwn = platform.family !== cluster.platform.family || platform.minor !== cluster.platform.minor;
  return valueAt(isOwn ? [...at, 'platform'] : ['cluster', 'platform']);
}

/** Hosts with their facts. */
export function hostsWithFacts(model: Model): readonly { readonly host: Host; readonly facts: HostFacts }[] {
  return model.hosts.flatMap((host) => {
    const facts = factsOf(host, model);
    return facts === undefined ? [] : [{ host, facts }];
  });
}

export const factsHostChecks: readonly Check[] = [
  factsAreAboutHosts,
  machinesHaveWhatIsWritten,
  releasesAreThoseOfThePlatform,
];
