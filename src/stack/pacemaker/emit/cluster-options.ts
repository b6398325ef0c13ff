/** Cluster options, and defaults of all resources. */
import { element, madeFrom, type Xml } from '../../../emit/draft.ts';
import { seconds } from '../../../base/units.ts';
import type { PacemakerModel } from '../options.ts';
import { block, time, type Pair } from './cib-xml.ts';
import { hasSharedGroups } from './storage.ts';

/** The cluster options, with names from before pacemaker 3.0.2, which all versions accept; domain reference, pacemaker.md, 5. */
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

/** Options for sbd, sbd(8). Without disks, fencing takes twice the watchdog timeout. With disks, it takes msgwait and a fifth. */
function sbdOptions({ own: { sbd } }: PacemakerModel): readonly Pair[] {
  if (sbd === null) return [];
  if (sbd.devices.length === 0) return [['stonith-watchdog-timeout', `${2 * seconds(sbd.watchdogTimeout)}s`]];
  return [['stonith-timeout', `${Math.ceil(seconds(sbd.msgwait) * 1.2)}s`]];
}

/** The defaults of all resources: `rsc_defaults`. */
export function resourceDefaults({ cluster, own }: PacemakerModel): Xml {
  const pairs: readonly Pair[] = [['resource-stickiness', own.stickiness]];
  const from = [[...cluster.at, 'pacemaker', 'stickiness']];
  return madeFrom(from, element('rsc_defaults', {}, block('meta_attributes', 'rsc_defaults-meta_attributes', pairs)));
}
