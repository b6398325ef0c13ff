/** Spec -> multipath.conf of every host with several paths to a LUN. */
import { parseDuration } from '../../base/units.ts';
import type * as Spec from '../../spec/spec.gen.ts';
import { DEFAULTS, NO_PATH_TIME } from '../defaults.ts';
import type { Ledger } from '../ledger.ts';
import type { Target } from '../../model/shared-storage.ts';
import type { Iscsi, Multipath, MultipathDevice, PathPolicy } from '../../model/settings.ts';
import { known, written } from '../tables.ts';

const AT = ['storage', 'multipath'];

type MultipathContext = { readonly targets: readonly Target[]; readonly iscsi: Iscsi };

/** Records nothing for a site with single paths only, which has no multipath.conf. */
export function resolveMultipath(
  { storage }: Spec.Site,
  { targets, iscsi }: MultipathContext,
  ledger: Ledger,
): Multipath {
  const { multipath = {} } = storage ?? {};
  const used = targets.some((target) => target.multipath);
  const or = ledger.defaultsOf(multipath, DEFAULTS.multipath, used ? AT : null);
  const pollingInterval = known(parseDuration(or('polling_interval')));
  const derived = used ? ledger : null;
  const { fast_io_fail_timeout: fast, dev_loss_timeout: loss } = multipath;
  const replacement = `${iscsi.replacementTimeout / 1000}s`;
  const why = 'as long as a session may take to come back: multipathd sets the one to the other';
  const from = [['storage', 'iscsi', 'replacement_timeout']];
  return {
    from: written(multipath, AT),
    ...policyOf(multipath),
    pollingInterval,
    noPathRetry: multipath.no_path_retry ?? noPathRetry(pollingInterval, derived),
    fastIoFailTimeout: known(
      parseDuration(fast ?? derived?.derived(replacement, [...AT, 'fast_io_fail_timeout'], why, from) ?? replacement),
    ),
    devLossTimeout: loss === undefined ? null : known(parseDuration(loss)),
    blacklist: multipath.blacklist ?? [],
    devices: (multipath.devices ?? []).map(resolveDevice),
  };
}

/** The number of path checks in the time that a session without multipath would wait. */
function noPathRetry(pollingMillis: number, ledger: Ledger | null): number {
  const count = Math.ceil(known(parseDuration(NO_PATH_TIME.value)) / Math.max(pollingMillis, 1));
  const from = [[...AT, 'polling_interval']];
  return ledger?.derived(count, [...AT, 'no_path_retry'], NO_PATH_TIME.because, from) ?? count;
}

function resolveDevice(device: Spec.MultipathDevice, index: number): MultipathDevice {
  return {
    at: [...AT, 'devices', index],
    vendor: device.vendor,
    product: device.product,
    ...policyOf(device),
    features: device.features ?? null,
    hardwareHandler: device.hardware_handler ?? null,
  };
}

function policyOf(written: Spec.Multipath | Spec.MultipathDevice): PathPolicy {
  return {
    pathGroupingPolicy: written.path_grouping_policy ?? null,
    pathSelector: written.path_selector ?? null,
    pathChecker: written.path_checker ?? null,
    prio: written.prio ?? null,
    failback: written.failback === undefined ? null : failbackOf(written.failback),
    rrMinIo: written.rr_min_io ?? null,
  };
}

/** A word, or seconds. */
function failbackOf(text: string): string | number {
  const time = parseDuration(text);
  return time === undefined ? text : time / 1000;
}
