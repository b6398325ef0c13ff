/** iSCSI: names and LUN numbers. */
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { Host, Model } from '../../model/model.ts';
import { isAmong } from '../../model/reach.ts';
import { shared, type Check } from '../check.ts';

/** RFC 7143, 4.2.7 and RFC 3722: lower case, at most 223 bytes. */
export const ISCSI_NAME =
  /^(?:iqn\.\d{4}-(?:0[1-9]|1[0-2])\.[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[a-z0-9.:-]+)?|eui\.[0-9A-Fa-f]{16}|naa\.(?:[0-9A-Fa-f]{16}|[0-9A-Fa-f]{32}))$/;
const ISCSI_NAME_BYTES = 223;

export const initiatorName = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'iscsi/initiator-name',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    "The SAN knows a host by its initiator name only: two hosts with one name steal each other's sessions, and a name outside " +
    'RFC 7143, 4.2.7 (lower case, letters, digits, "-", ".", ":") is refused by many targets. It cannot be derived: the date must be one when you owned the domain.',
});

export const targetName = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'iscsi/target-name',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain: 'A target is known by its iSCSI name; RFC 7143, 4.2.7.',
});

export const lunNumber = defineDiagnostic<{ target: string; number: number; a: string; b: string }>({
  code: 'storage/lun-number',
  severity: 'error',
  message: (f) => `LUNs ${f.a} and ${f.b} of ${f.target} both have the number ${f.number}`,
  help: (f) => `give ${f.b} the number that it has on the target`,
  explain: 'The number is how a host finds the LUN; two names would be one disk.',
});

function* initiatorNamesAreGood(model: Model) {
  for (const host of model.hosts) {
    const at = valueAt([...host.at, 'initiator']);
    if (host.initiator === null && logsIn(host, model)) {
      yield initiatorName(keyAt(host.at), {
        problem: `${host.name} logs in to an iSCSI target, but has no initiator name`,
        cure: `add initiator: iqn.YYYY-MM.DOMAIN:${host.name}`,
      });
    } else if (host.initiator !== null && !isIscsiName(host.initiator)) {
      yield initiatorName(at, {
        problem: `"${host.initiator}" is not an iSCSI name`,
        cure: 'write it as iqn.YYYY-MM.reversed.domain:name, in lower case',
      });
    }
  }
}

function isIscsiName(name: string): boolean {
  return ISCSI_NAME.test(name) && Buffer.byteLength(name) <= ISCSI_NAME_BYTES;
}

function logsIn({ name }: Host, { targets }: Model): boolean {
  return targets.some(({ hosts }) => isAmong(hosts, name));
}

function* initiatorNamesAreUnique({ hosts }: Model) {
  for (const [name, [first, ...others]] of shared(hosts, ({ initiator }) => initiator)) {
    for (const host of others) {
      const related =
        first === undefined ? [] : [{ at: valueAt([...first.at, 'initiator']), message: `${first.name} has it here` }];
      yield initiatorName(
        valueAt([...host.at, 'initiator']),
        {
          problem: `${first?.name} and ${host.name} share the initiator name ${name}`,
          cure: `give ${host.name} a name of its own`,
        },
        related,
      );
    }
  }
}

function* initiatorsAreNoTargets({ hosts, targets }: Model) {
  const named = new Map(targets.map((target) => [target.iqn, target]));
  for (const host of hosts) {
    const target = host.initiator === null ? undefined : named.get(host.initiator);
    if (target !== undefined)
      yield initiatorName(
        valueAt([...host.at, 'initiator']),
        {
          problem: `${host.name} has the name of target ${target.name} as its initiator name`,
          cure: `give ${host.name} a name of its own`,
        },
        [{ at: valueAt([...target.at, 'iqn']), message: `${target.name} has it here` }],
      );
  }
}

function* targetNamesAreGood({ targets }: Model) {
  for (const { at, iqn } of targets) {
    if (!isIscsiName(iqn))
      yield targetName(valueAt([...at, 'iqn']), {
        problem: `"${iqn}" is not an iSCSI name`,
        cure: 'write it as iqn.YYYY-MM.reversed.domain:name, in lower case',
      });
  }
  for (const [iqn, [first, second]] of shared(targets, (target) => target.iqn)) {
    if (first !== undefined && second !== undefined)
      yield targetName(
        valueAt([...second.at, 'iqn']),
        { problem: `targets ${first.name} and ${second.name} are both ${iqn}`, cure: 'describe a target once' },
        [{ at: valueAt([...first.at, 'iqn']), message: `${first.name} has it here` }],
      );
  }
}

function* lunNumbersAreUnique({ targets }: Model) {
  for (const target of targets) {
    for (const [number, [first, second]] of shared(target.luns, (lun) => lun.number)) {
      if (first !== undefined && second !== undefined) {
        yield lunNumber(
          valueAt([...second.at, 'number']),
          { target: target.name, number: Number(number), a: first.name, b: second.name },
          [{ at: valueAt([...first.at, 'number']), message: `${first.name} has it here` }],
        );
      }
    }
  }
}

export const iscsiChecks: readonly Check[] = [
  initiatorNamesAreGood,
  initiatorNamesAreUnique,
  initiatorsAreNoTargets,
  targetNamesAreGood,
  lunNumbersAreUnique,
];
