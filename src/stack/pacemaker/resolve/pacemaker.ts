/** Resolves the spec to the settings of pacemaker, sbd and dlm. */
import { as, type Millis, type SourcePath } from '../../../base/brand.ts';
import { parseDuration } from '../../../base/units.ts';
import type { Ledger } from '../../../resolve/ledger.ts';
import { byName, known, millisOf, type Entry } from '../../../resolve/tables.ts';
import type { WholeVm } from '../../../resolve/vm/layers.ts';
import type * as Spec from '../../../spec/spec.gen.ts';
import type { Dlm, PacemakerOptions, Sbd, VmTimes } from '../options.ts';
import { PACEMAKER_DEFAULTS } from './defaults.ts';

type Manager = Pick<PacemakerOptions, 'noQuorumPolicy' | 'stickiness' | 'priorityFencingDelay' | 'properties'>;

export function managerOf(value: Spec.Pacemaker, at: SourcePath, ledger: Ledger): Manager {
  return {
    noQuorumPolicy: value.no_quorum_policy ?? null,
    stickiness: ledger.defaulted<number>(value.stickiness, [...at, 'stickiness'], PACEMAKER_DEFAULTS.stickiness),
    priorityFencingDelay: millisOf(value.priority_fencing_delay),
    properties: byName(value.properties, [...at, 'properties']).map(({ name, at: place, value: text }) => ({
      at: place,
      name,
      text,
    })),
  };
}

/** DLM settings. sctp uses all links of corosync, tcp only the first; dlm.conf(5), protocol. */
export function dlmOf(value: Spec.DlmOfToday, at: SourcePath, hasLinks: boolean, ledger: Ledger): Dlm {
  const because = hasLinks ? 'sctp uses every link; dlm.conf(5)' : 'one link needs no more; dlm.conf(5)';
  const derived = () =>
    ledger.derived<Dlm['protocol']>(hasLinks ? 'sctp' : 'tcp', [...at, 'protocol'], because, [['hosts']]);
  return {
    protocol: value.protocol ?? derived(),
    postJoinDelay: millisOf(value.post_join_delay),
    logDebug: value.log_debug ?? null,
  };
}

export function sbdOf(value: Spec.Sbd, at: SourcePath, ledger: Ledger): Sbd {
  const { watchdog, watchdog_timeout } = PACEMAKER_DEFAULTS.sbd;
  const timeout = durationOf(value.watchdog_timeout, [...at, 'watchdog_timeout'], watchdog_timeout, ledger);
  const msgwait = () => {
    const because = 'twice watchdog_timeout: a host must have reset itself before it counts as fenced; sbd(8)';
    ledger.derived(`${(2 * timeout) / 1000}s`, [...at, 'msgwait'], because, [[...at, 'watchdog_timeout']]);
    return as<Millis>(2 * timeout);
  };
  return {
    at,
    devices: value.devices ?? [],
    watchdog: ledger.defaulted<string>(value.watchdog, [...at, 'watchdog'], watchdog),
    watchdogTimeout: timeout,
    msgwait: millisOf(value.msgwait) ?? msgwait(),
  };
}

export function timesOf({ at: vm, value: { pacemaker = {} } }: Entry<WholeVm>, ledger: Ledger): VmTimes {
  const at = [...vm, 'pacemaker'];
  const time = (key: keyof typeof PACEMAKER_DEFAULTS.vm) =>
    durationOf(pacemaker[key], [...at, key], PACEMAKER_DEFAULTS.vm[key], ledger);
  return {
    start: time('start_timeout'),
    stop: time('stop_timeout'),
    monitorInterval: time('monitor_interval'),
    monitor: time('monitor_timeout'),
    migrate: millisOf(pacemaker.migrate_timeout),
    priority: pacemaker.priority ?? null,
  };
}

type Default = { readonly value: string; readonly because: string };

function durationOf(text: string | undefined, at: SourcePath, fallback: Default, ledger: Ledger): Millis {
  return known(parseDuration(ledger.defaulted<string>(text, at, fallback)));
}
