/** iSCSI timeouts: long for a single path, short if another path takes over. The README of open-iscsi, chapter 8. */
import { seconds } from '../../base/units.ts';
import type { SourcePath } from '../../base/brand.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import type { Target } from '../../model/shared-storage.ts';
import type { Check } from '../check.ts';

export const timeouts = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'iscsi/timeouts',
  severity: 'warning',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'A session that is lost for longer than replacement_timeout fails its requests. With one path that is an error in the guest, so it has to outlast a switch that starts again; ' +
    'with several it is the time until another path is used. open-iscsi, iscsid.conf; multipath.conf(5), fast_io_fail_tmo.',
});

/** Longest time in milliseconds for a failover to another path. Red Hat, DM Multipath: 5 to 15 s. */
const FAILOVER_LIMIT = 15_000;
/** Shortest useful wait for a network: a bridge with spanning tree forwards nothing for 30 s. IEEE 802.1D, 17.14. */
const OUTAGE = 30_000;

const ISCSI = ['storage', 'iscsi'];
const REPLACEMENT = [...ISCSI, 'replacement_timeout'];
const FAST_FAIL = ['storage', 'multipath', 'fast_io_fail_timeout'];

function* lostPathsFailSoon({ targets, iscsi, multipath }: Model) {
  const several = targets.find((target) => target.multipath);
  if (several === undefined) return;
  const alone = targets.find((target) => !target.multipath);
  if (iscsi.replacementTimeout > FAILOVER_LIMIT) {
    const held = seconds(iscsi.replacementTimeout);
    if (isSaid(iscsi, REPLACEMENT))
      yield timeouts(valueAt(REPLACEMENT), heldTooLong('replacement_timeout', held, several));
    else if (alone !== undefined) {
      const problem = `${alone.name} has one path, so replacement_timeout is ${held} s for ${several.name} too, where a lost path holds its requests that long`;
      const related = [{ at: keyAt(several.at), message: `${several.name} has several paths` }];
      yield timeouts(keyAt(alone.at), { problem, cure: `give ${alone.name} a second portal` }, related);
    }
  }
  if (multipath.fastIoFailTimeout > FAILOVER_LIMIT && isSaid(multipath, FAST_FAIL))
    yield timeouts(
      valueAt(FAST_FAIL),
      heldTooLong('fast_io_fail_timeout', seconds(multipath.fastIoFailTimeout), several),
    );
}

function heldTooLong(key: string, held: number, { name }: Target): { problem: string; cure: string } {
  const problem = `${key} is ${held} s: a lost path of ${name} holds its requests that long, while another one is there`;
  return { problem, cure: 'write 5s to 15s, or leave it out' };
}

function* lonePathsOutlastAnOutage({ targets, iscsi }: Model) {
  const alone = targets.find((target) => !target.multipath);
  if (alone === undefined || iscsi.replacementTimeout >= OUTAGE) return;
  const wait = seconds(iscsi.replacementTimeout);
  yield timeouts(valueAt(REPLACEMENT), {
    problem: `replacement_timeout is ${wait} s without multipath: guests on ${alone.name} get I/O errors after ${wait} s of network loss`,
    cure: 'leave it out, which means 120 s',
  });
}

function* sessionsArePinged({ targets, iscsi }: Model) {
  const keys = [
    ['noop_interval', iscsi.noopInterval],
    ['noop_timeout', iscsi.noopTimeout],
  ] as const;
  for (const [key, millis] of keys) {
    if (targets.length > 0 && millis === 0)
      yield timeouts(valueAt([...ISCSI, key]), {
        problem: `${key} is 0 s: without pings a session that died is noticed by TCP alone, after minutes`,
        cure: `leave ${key} out`,
      });
  }
}

function* sessionsStartAtBoot({ targets, iscsi }: Model) {
  if (targets.length > 0 && iscsi.startup === 'manual')
    yield timeouts(valueAt([...ISCSI, 'startup']), {
      problem: 'startup is manual: after a boot the LUNs are missing when the cluster starts',
      cure: 'leave it out, which means automatic',
    });
}

/** Is this setting set in the site? */
function isSaid({ from }: { readonly from: readonly SourcePath[] }, path: SourcePath): boolean {
  return from.some((said) => said.join('/') === path.join('/'));
}

export const iscsiTimeoutChecks: readonly Check[] = [
  lostPathsFailSoon,
  lonePathsOutlastAnOutage,
  sessionsArePinged,
  sessionsStartAtBoot,
];
