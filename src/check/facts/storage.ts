/** LUNs as found on the hosts: the right one, with the expected size, on every host that needs it. */
import { distinctSizes } from '../../base/units.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import { seen, seesTarget } from '../../resolve/facts.ts';
import type { Model } from '../../model/model.ts';
import type { Lun, Target } from '../../model/shared-storage.ts';
import type { Check } from '../check.ts';
import { hostsWithFacts } from './hosts.ts';

export const otherWwid = defineDiagnostic<{ lun: string; written: string; found: string; hosts: readonly string[] }>({
  code: 'facts/wwid',
  severity: 'error',
  acceptable: true,
  message: (f) => `the LUN ${f.lun} was found with the WWID ${f.found} on ${f.hosts.join(', ')}, not ${f.written}`,
  help: (f) => `write wwid: ${f.found}, or run clusterc facts again if the LUN has changed`,
  explain:
    'multipath gives the name of the LUN to the disk with the written WWID. With a wrong one guests find no disk under that name, or the disk of another LUN, and write on it. scsi_id(8), multipath.conf(5).',
});

export const smallerLun = defineDiagnostic<{ lun: string; written: string; found: string; host: string }>({
  code: 'facts/lun-size',
  severity: 'warning',
  acceptable: true,
  message: (f) => `the LUN ${f.lun} has ${f.written} in the site, but was found to have ${f.found} on ${f.host}`,
  help: (f) => `write the size that ${f.lun} has, or enlarge it and run clusterc facts again`,
  explain:
    'The sum of the volumes is compared with the size in the site. On a smaller LUN the last volume has no room. A host may see an old size until it rescans: iscsiadm -m session -R, then clusterc facts.',
});

export const lunMissing = defineDiagnostic<{ lun: string; hosts: readonly string[] }>({
  code: 'facts/lun-missing',
  severity: 'warning',
  acceptable: true,
  message: (f) => `the LUN ${f.lun} was not found on ${f.hosts.join(', ')}, which saw others of its target`,
  help: () => 'export it to all hosts of its target, run iscsiadm -m session -R there, and clusterc facts again',
  explain:
    'Guests and services on the LUN do not start on a host that does not see it. The storage system decides for each initiator name which LUNs it may see. A host without any session is not reported: it may be new.',
});

function* wwidsAreThoseThatWereFound(model: Model) {
  for (const { lun, target } of lunsOf(model)) {
    const { wwid } = lun;
    const others = seen(lun, target, model).filter(({ disk }) => disk.wwid !== null && disk.wwid !== wwid);
    const [first] = others;
    if (wwid === null || first === undefined) continue;
    const hosts = [...new Set(others.map(({ facts }) => facts.host))];
    const related = [{ at: valueAt([...first.facts.at, 'disks', first.link, 'wwid']), message: 'found here' }];
    const found = { lun: pathOf(lun), written: wwid, found: first.disk.wwid ?? '', hosts };
    yield otherWwid(valueAt([...lun.at, 'wwid']), found, related);
  }
}

function* lunsAreAsLargeAsWritten(model: Model) {
  for (const { lun, target } of lunsOf(model)) {
    const small = seen(lun, target, model).find(({ disk }) => disk.size !== null && disk.size < lun.size);
    if (small === undefined) continue;
    const [written, found] = distinctSizes(lun.size, small.disk.size ?? 0);
    const related = [{ at: valueAt([...small.facts.at, 'disks', small.link, 'size']), message: 'found here' }];
    yield smallerLun(
      valueAt([...lun.at, 'size']),
      { lun: pathOf(lun), written, found, host: small.facts.host },
      related,
    );
  }
}

/** From this number on udev writes LUN numbers in another form: format_lun_number in its path_id. */
const PLAIN_NUMBERS = 256;

function* lunsAreSeenByAllHosts(model: Model) {
  for (const { lun, target } of lunsOf(model)) {
    if (lun.number >= PLAIN_NUMBERS) continue;
    const found = seen(lun, target, model).map(({ facts }) => facts.host);
    const blind = hostsWithFacts(model).filter(
      ({ host, facts }) => target.hosts.includes(host.name) && seesTarget(facts, target) && !found.includes(host.name),
    );
    const related = blind.map(({ facts }) => ({
      at: keyAt([...facts.at, 'disks']),
      message: `the disks of ${facts.host} are here`,
    }));
    const hosts = blind.map(({ host }) => host.name);
    if (hosts.length > 0) yield lunMissing(keyAt(lun.at), { lun: pathOf(lun), hosts }, related);
  }
}

function lunsOf({ targets }: Model): readonly { readonly lun: Lun; readonly target: Target }[] {
  return targets.flatMap((target) => target.luns.map((lun) => ({ lun, target })));
}

function pathOf({ target, name }: Lun): string {
  return `${target}/${name}`;
}

export const factsStorageChecks: readonly Check[] = [
  wwidsAreThoseThatWereFound,
  lunsAreAsLargeAsWritten,
  lunsAreSeenByAllHosts,
];
