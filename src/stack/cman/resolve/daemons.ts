/** Spec -> settings of the cluster's daemons. */
import type { SourcePath } from '../../../base/brand.ts';
import { parseDuration } from '../../../base/units.ts';
import type * as Spec from '../../../spec/spec.gen.ts';
import type {
  Clvmd,
  Dlm,
  FenceDaemon,
  FenceXvmd,
  GfsControld,
  Lockspace,
  Membership,
  Plock,
  Rgmanager,
} from '../options.ts';
import { CMAN_DEFAULTS } from './defaults.ts';
import type { Ledger } from '../../../resolve/ledger.ts';
import { type Table, byName, known, millisOf, type Entry } from '../../../resolve/tables.ts';
import type { Host } from '../../../model/model.ts';
import { rawOf } from '../../../resolve/raw.ts';

export function membershipOf(value: Spec.Membership): Membership {
  return { shutdownTimeout: millisOf(value.shutdown_timeout), ccsdPoll: millisOf(value.ccsd_poll) };
}

export function fenceDaemonOf(value: Spec.FenceDaemon, at: SourcePath, ledger: Ledger): FenceDaemon {
  const { post_join_delay, post_fail_delay } = CMAN_DEFAULTS.fence_daemon;
  const join = ledger.defaulted<string>(value.post_join_delay, [...at, 'post_join_delay'], post_join_delay);
  const fail = ledger.defaulted<string>(value.post_fail_delay, [...at, 'post_fail_delay'], post_fail_delay);
  return {
    postJoinDelay: known(parseDuration(join)),
    postFailDelay: known(parseDuration(fail)),
    overrideTime: millisOf(value.override_time),
    overridePath: value.override_path ?? null,
    skipUndefined: value.skip_undefined ?? null,
    raw: rawOf(value.raw),
  };
}

export function dlmOf(value: Spec.Dlm, at: SourcePath, hosts: Table<Host>, ledger: Ledger): Dlm {
  const lockspaces = byName(value.lockspaces, [...at, 'lockspaces']);
  return {
    protocol: value.protocol ?? null,
    timewarn: millisOf(value.timewarn),
    logDebug: value.log_debug ?? null,
    enableFencing: value.enable_fencing ?? null,
    enableQuorum: value.enable_quorum ?? null,
    ...plockOf(value),
    lockspaces: lockspaces.map((entry) => lockspaceOf(entry, hosts, ledger)),
    raw: rawOf(value.raw),
  };
}

function lockspaceOf({ name, at, value }: Entry<Spec.Lockspace>, hosts: Table<Host>, ledger: Ledger): Lockspace {
  const masters = (value.masters ?? []).flatMap(({ host, weight = null }, index) => {
    const found = ledger.refer(host, [...at, 'masters', index, 'host'], hosts);
    return found === undefined ? [] : [{ host: found.name, weight }];
  });
  return { at, name, nodir: value.nodir ?? null, masters };
}

function plockOf(value: Pick<Spec.Dlm, 'plock_ownership' | 'plock_rate_limit'>): Plock {
  return { plockOwnership: value.plock_ownership ?? null, plockRateLimit: value.plock_rate_limit ?? null };
}

export function gfsControldOf(value: Spec.GfsControld): GfsControld {
  return { ...plockOf(value), enableWithdraw: value.enable_withdraw ?? null, raw: rawOf(value.raw) };
}

export function clvmdOf(value: Spec.Clvmd): Clvmd {
  return { interface: value.interface ?? null, raw: rawOf(value.raw) };
}

export function fenceXvmdOf(value: Spec.FenceXvmd): FenceXvmd {
  return {
    debug: value.debug ?? null,
    port: value.port ?? null,
    useUuid: value.use_uuid ?? null,
    multicastAddress: value.multicast_address ?? null,
    multicastInterface: value.multicast_interface ?? null,
    auth: value.auth ?? null,
    hash: value.hash ?? null,
    keyFile: value.key_file ?? null,
    uri: value.uri ?? null,
    raw: rawOf(value.raw),
  };
}

export function rgmanagerOf(value: Spec.Rgmanager): Rgmanager {
  return {
    statusPollInterval: millisOf(value.status_poll_interval),
    statusChildMax: value.status_child_max ?? null,
    transitionThrottling: millisOf(value.transition_throttling),
    centralProcessing: value.central_processing ?? null,
    logLevel: value.log_level ?? null,
    logFacility: value.log_facility ?? null,
    raw: rawOf(value.raw),
  };
}
