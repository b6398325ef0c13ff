/** Cluster options, and defaults of all resources. */
import { as, type Millis } from '../../../base/brand.ts';
import { element, madeFrom, type Xml } from '../../../emit/draft.ts';
import { seconds } from '../../../base/units.ts';
import type { PacemakerModel, Sbd } from '../options.ts';
import { block, time, type Pair } from './cib-xml.ts';
import { hasSharedGroups } from './storage.ts';

/** The cluster options, with names from before pacemaker 3.0.2, which all versions accept: measured with 2.1.5 and 3.0.0. */
export function clusterOptions(model: PacemakerModel): Xml {
  const { own, cluster } = model;
  const pairs: readonly Pair[] = [
    ['no-quorum-policy', noQuorumPolicy(model)],
    ['stonith-enabled', 'true'],
    ...(own.priorityFencingDelay === null ? [] : [['priority-fencing-delay', time(own.priorityFencingDelay)] as const]),
    ...sbdOptions(model),
    ...own.properties.map(({ name, text }) => [name, text] as const),
  ];
  const from = [[...cluster.at, 'pacemaker']];
  return madeFrom(from, element('crm_config', {}, block('cluster_property_set', 'cib-bootstrap-options', pairs)));
}

/** no-quorum-policy. A partition that cannot fence must not take over resources under DLM locks; Red Hat, GFS2. */
export function noQuorumPolicy(model: PacemakerModel): string {
  return model.own.noQuorumPolicy ?? (hasSharedGroups(model) ? 'freeze' : 'stop');
}

/** Options for sbd, sbd(8). Without disks, fencing takes twice the watchdog timeout. */
function sbdOptions(model: PacemakerModel): readonly Pair[] {
  const { sbd, properties } = model.own;
  if (sbd === null) return [];
  const isWritten = properties.some(({ name }) => name === 'stonith-timeout');
  return [
    ...(sbd.devices.length === 0 ? [['stonith-watchdog-timeout', time(sbdWait(sbd))] as const] : []),
    ...(isWritten ? [] : [['stonith-timeout', `${Math.max(LEAST_TIMEOUT, fencingSeconds(sbd))}s`] as const]),
  ];
}

/** Pacemaker's default of stonith-timeout in seconds. It applies to all devices, so sbd only raises it. */
const LEAST_TIMEOUT = 60;

/** Time until a node counts as fenced by sbd. */
export function sbdWait({ devices, msgwait, watchdogTimeout }: Sbd): Millis {
  return devices.length === 0 ? as<Millis>(2 * watchdogTimeout) : msgwait;
}

/** The least stonith-timeout with sbd, in seconds: a fifth more than it takes. SUSE TID 7011346. */
export function fencingSeconds(sbd: Sbd): number {
  return Math.ceil(seconds(sbdWait(sbd)) * 1.2);
}

/** The defaults of all resources: `rsc_defaults`. */
export function resourceDefaults({ cluster, own }: PacemakerModel): Xml {
  const pairs: readonly Pair[] = [['resource-stickiness', own.stickiness]];
  const from = [[...cluster.at, 'pacemaker', 'stickiness']];
  return madeFrom(from, element('rsc_defaults', {}, block('meta_attributes', 'rsc_defaults-meta_attributes', pairs)));
}
