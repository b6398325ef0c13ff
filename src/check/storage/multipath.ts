/** Multipath: WWIDs and names that all hosts agree on, and no endless wait. multipath.conf(5). */
import { own } from '../../base/json.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import { seen } from '../../resolve/facts.ts';
import { aliasOf } from '../../resolve/vm/identity.ts';
import type { Model } from '../../model/model.ts';
import type { Lun } from '../../model/shared-storage.ts';
import { shared, type Check } from '../check.ts';

export const wwidMissing = defineDiagnostic<{ lun: string; found: string | null }>({
  code: 'storage/wwid-missing',
  severity: 'error',
  message: (f) => `several paths lead to the LUN ${f.lun}, but it has no wwid`,
  help: (f) =>
    f.found === null
      ? 'add wwid: with what scsi_id prints for one of its disks on a host'
      : `write wwid: ${f.found}, which was found on a host`,
  explain:
    'multipath knows the paths of a LUN by its WWID, and gives it the name that LVM looks for. Without one each host would name it in its own order. multipath.conf(5), wwid and alias.',
});

export const wwid = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'storage/wwid',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'A WWID that no LUN has leaves the LUN without a name, and one of another LUN gives that one its name. scsi_id(8); the first digit is the kind of name, SPC-3, 7.6.3.',
});

export const multipathImpossible = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'storage/multipath',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'The paths of a LUN become one device with the name <target>-<lun>, and it has to be the only one of that name; device mapper names have at most 127 bytes: dmsetup(8).',
});

export const queueForever = defineDiagnostic<{ device: string; features: string }>({
  code: 'storage/queue-forever',
  severity: 'error',
  message: (f) => `the features of ${f.device} let requests wait forever when no path is left`,
  help: () => 'remove queue_if_no_path; no_path_retry says how long to wait',
  explain:
    'A dead SAN would hang every program that touches it, so that the cluster sees no failure and nothing moves to a host that still has a path. multipath.conf(5), no_path_retry.',
});

function* lunsOfSeveralPathsAreKnown(model: Model) {
  for (const target of model.targets.filter(({ multipath }) => multipath)) {
    for (const lun of target.luns.filter(({ wwid }) => wwid === null)) {
      const named = seen(lun, target, model).filter(({ disk }) => disk.wwid !== null);
      const [found, ...others] = new Set(named.map(({ disk }) => disk.wwid));
      const one = others.length === 0 ? (found ?? null) : null;
      const related =
        one === null
          ? []
          : named.slice(0, 1).map(({ facts, link }) => ({
              at: valueAt([...facts.at, 'disks', link, 'wwid']),
              message: `${facts.host} has it here`,
            }));
      yield wwidMissing(keyAt(lun.at), { lun: pathOf(lun), found: one }, related);
    }
  }
}

/** NAA names (3) have 16 or 32 digits, EUI-64 names (2) have 16; scsi_id prints them in lower case. Other kinds are text. */
const KINDS: { readonly [digit: string]: RegExp } = { 2: /^2[0-9a-f]{16}$/, 3: /^3([0-9a-f]{16}|[0-9a-f]{32})$/ };
const DIGITS: { readonly [digit: string]: string } = { 2: '16', 3: '16 or 32' };

function* wwidsAreThoseOfDisks({ targets }: Model) {
  const luns = targets.flatMap((target) => target.luns);
  for (const lun of luns) {
    const [kind = ''] = lun.wwid ?? '';
    if (lun.wwid !== null && own(KINDS, kind)?.test(lun.wwid) === false)
      yield wwid(valueAt([...lun.at, 'wwid']), {
        problem: `"${lun.wwid}" is no WWID: ${own(DIGITS, kind)} hexadecimal digits in lower case follow the ${kind}`,
        cure: 'write it as scsi_id prints it',
      });
  }
  for (const [name, [first, ...others]] of shared(luns, (lun) => lun.wwid)) {
    for (const lun of others)
      yield wwid(
        valueAt([...lun.at, 'wwid']),
        {
          problem: `the LUNs ${first && pathOf(first)} and ${pathOf(lun)} both have the WWID ${name}`,
          cure: `write that of ${pathOf(lun)}`,
        },
        first === undefined ? [] : [{ at: valueAt([...first.at, 'wwid']), message: `${pathOf(first)} has it here` }],
      );
  }
}

/** Most bytes of a device-mapper name; dmsetup(8): 128 with the terminating byte. */
const DM_NAME_BYTES = 127;

function* aliasesAreNames({ targets }: Model) {
  const luns = targets.filter(({ multipath }) => multipath).flatMap((target) => target.luns);
  for (const lun of luns) {
    if (aliasOf(lun).length > DM_NAME_BYTES)
      yield multipathImpossible(keyAt(lun.at), {
        problem: `the LUN ${pathOf(lun)} would be called ${aliasOf(lun)}, which is longer than the ${DM_NAME_BYTES} characters that a device name may have`,
        cure: 'give the LUN or its target a shorter name',
      });
  }
  for (const [alias, [first, ...others]] of shared(luns, aliasOf)) {
    for (const lun of others)
      yield multipathImpossible(
        keyAt(lun.at),
        {
          problem: `the LUNs ${first && pathOf(first)} and ${pathOf(lun)} would both be called ${alias}`,
          cure: 'give one of them another name',
        },
        first === undefined ? [] : [{ at: keyAt(first.at), message: `${pathOf(first)} is defined here` }],
      );
  }
}

function pathOf({ target, name }: Lun): string {
  return `${target}/${name}`;
}

/** A card that is listed twice would count as two paths but make one session. */
function* cardsAreOnce({ targets }: Model) {
  const reported = new Set<string>();
  for (const { name, interfaces } of targets) {
    for (const { at, cards } of Object.values(interfaces)) {
      const twice = cards.findIndex((card, index) => cards.indexOf(card) < index);
      if (twice === -1 || reported.has(at.join('/'))) continue;
      reported.add(at.join('/'));
      yield multipathImpossible(valueAt([...at, twice]), {
        problem: `${cards[twice]} is listed twice among the network cards of ${name}; one card is one path`,
        cure: 'name each card once',
      });
    }
  }
}

function* waitsEnd({ multipath }: Model) {
  for (const { at, vendor, product, features } of multipath.devices) {
    if (features !== null && /queue_if_no_path/.test(features))
      yield queueForever(valueAt([...at, 'features']), { device: `${vendor} ${product}`, features });
  }
}

export const multipathChecks: readonly Check[] = [
  lunsOfSeveralPathsAreKnown,
  wwidsAreThoseOfDisks,
  aliasesAreNames,
  cardsAreOnce,
  waitsEnd,
];
