/** Spec -> iscsid.conf, the same on every host. */
import { parseDuration, parseSize } from '../../base/units.ts';
import type * as Spec from '../../spec/spec.gen.ts';
import { DEFAULTS, REPLACEMENT_TIMEOUT } from '../defaults.ts';
import type { Ledger } from '../ledger.ts';
import type { Target } from '../../model/shared-storage.ts';
import type { Iscsi } from '../../model/settings.ts';
import { known, written } from '../tables.ts';

/** Records nothing for a site without targets, which has no iscsid.conf. */
export function resolveIscsi({ storage }: Spec.Site, targets: readonly Target[], ledger: Ledger): Iscsi {
  const { iscsi = {} } = storage ?? {};
  const or = ledger.defaultsOf(iscsi, DEFAULTS.iscsi, targets.length === 0 ? null : ['storage', 'iscsi']);
  const time = (text: string) => known(parseDuration(text));
  const size = (text: string) => known(parseSize(text));
  return {
    from: written(iscsi, ['storage', 'iscsi']),
    startup: or('startup'),
    replacementTimeout: time(iscsi.replacement_timeout ?? replacementTimeout(targets, ledger)),
    loginTimeout: time(or('login_timeout')),
    logoutTimeout: time(or('logout_timeout')),
    noopInterval: time(or('noop_interval')),
    noopTimeout: time(or('noop_timeout')),
    abortTimeout: time(or('abort_timeout')),
    luResetTimeout: time(or('lu_reset_timeout')),
    targetResetTimeout: time(or('target_reset_timeout')),
    loginRetries: or('login_retries'),
    cmdsMax: or('cmds_max'),
    queueDepth: or('queue_depth'),
    sessions: or('sessions'),
    initialR2t: or('initial_r2t'),
    immediateData: or('immediate_data'),
    firstBurstLength: size(or('first_burst_length')),
    maxBurstLength: size(or('max_burst_length')),
    maxReceiveSegment: size(or('max_receive_segment')),
    headerDigest: or('header_digest'),
    dataDigest: iscsi.data_digest ?? null,
    fastAbort: or('fast_abort'),
  };
}

/** Short only if another path takes over; a single target without one needs the long wait. Red Hat, DM Multipath. */
function replacementTimeout(targets: readonly Target[], ledger: Ledger): string {
  const { alone, multipath } = REPLACEMENT_TIMEOUT;
  const { value, because } = targets.length > 0 && targets.every((target) => target.multipath) ? multipath : alone;
  if (targets.length === 0) return value;
  return ledger.derived(value, ['storage', 'iscsi', 'replacement_timeout'], because, [['storage', 'targets']]);
}
