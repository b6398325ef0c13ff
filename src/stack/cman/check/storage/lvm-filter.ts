/** Checks of the filter in lvm.conf: what a host must see, and what it must not. lvm.conf(5), devices/filter. */
import type { CmanOptions } from '../../options.ts';
import type { Check } from '../../../../check/check.ts';
import { lvmFilterWrong, whatInstead } from '../../../../check/storage/local-disks.ts';
import { keyAt } from '../../../../diag/diagnostic.ts';
import type { Host, Model } from '../../../../model/model.ts';
import { groupsOf } from '../../../../model/reach.ts';
import { devicesOf } from '../../emit/devices.ts';
import { lvmFilter, reading } from '../../../../emit/storage/lvm-filter.ts';

/**
 * Applies the filter, as LVM reads it, to every device of the site. Only names of the device mapper are ambiguous: `a-b` may
 * be a LUN `a-b` under multipath or the volume b of the group a.
 */
function* filtersTellDevicesApart(model: Model) {
  const reported = new Set<string>();
  for (const { host, filter } of differentFilters(model)) {
    const accepts = reading(filter);
    for (const { at, what, names, use } of devicesOf(host, model)) {
      if (accepts(names) === use || reported.has(what)) continue;
      reported.add(what);
      const name = names.find((one) => accepts([one]) !== use);
      const problem = `the filter of ${host.name} ${use ? 'rejects' : 'accepts'} ${name ?? ''}, which is ${what}`;
      yield lvmFilterWrong(keyAt(at), { problem, cure: 'rename it, so that no two devices have one name' });
    }
  }
}

/** One host of all with the same reachable LUNs and disks. A disk that is not one has been reported. */
function differentFilters(model: Model): readonly { host: Host; filter: readonly string[] }[] {
  const all = model.hosts.map((host) => {
    const localDisks = (host.localDisks ?? []).filter((disk) => whatInstead(disk, model) === undefined);
    const filter = lvmFilter({ ...host, localDisks }, model);
    const groups = groupsOf(host, model).map(({ name }) => name);
    return [JSON.stringify([filter, groups]), { host, filter }] as const;
  });
  return [...new Map(all.toReversed()).values()].toReversed();
}

export const lvmFilterChecks: readonly Check<CmanOptions>[] = [filtersTellDevicesApart];
