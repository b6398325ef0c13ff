/** sbd: its settings file, and the fence device for its disks. sbd(8). */
import { seconds } from '../../../base/units.ts';
import { remotePath, ROOT_FILE, type Draft, type Xml } from '../../../emit/draft.ts';
import { isFrom } from '../../../platform/version.ts';
import { FENCE_RACE_DELAY } from '../../../resolve/defaults.ts';
import { oldestPacemaker, pacemakerDialectOf } from '../dialect.ts';
import type { PacemakerModel } from '../options.ts';
import { headerTimes } from '../push/ids.ts';
import { primitiveXml, type Pair } from './cib-xml.ts';

export const SBD_DEVICE = 'fence-sbd';

export function* sbdFiles({ own: { sbd }, hosts }: PacemakerModel): Iterable<Draft> {
  if (sbd === null) return;
  for (const host of hosts)
    yield {
      ...ROOT_FILE,
      emitter: 'sbd',
      nodes: [host.name],
      path: remotePath(pacemakerDialectOf(host.platform).sbdFile),
      from: [sbd.at],
      needs: sbd.devices.map(headerTimes),
      body: {
        template: 'pacemaker/etc/default/sbd',
        view: {
          hasDevices: sbd.devices.length > 0,
          devices: sbd.devices.join(';'),
          watchdog: sbd.watchdog,
          watchdogTimeout: seconds(sbd.watchdogTimeout),
        },
        encode: 'raw',
      },
    };
}

/** One device for all nodes. Each node has a slot on the disks under its name. */
export function sbdPrimitive(model: PacemakerModel): readonly Xml[] {
  const { sbd } = model.own;
  if (sbd === null || sbd.devices.length === 0) return [];
  return [
    primitiveXml({
      id: SBD_DEVICE,
      class: 'stonith',
      type: 'fence_sbd',
      parameters: [['devices', sbd.devices.join(',')], ...delayOf(model)],
      meta: [],
      ops: [
        { name: 'monitor', interval: 60, timeout: 60 },
        { name: 'start', interval: 0, timeout: 60 },
      ],
      from: [sbd.at],
    }),
  ];
}

/**
 * Of two nodes that lose contact, each would fence the other: the one with the lowest node_id is given time, as with the devices of
 * hosts. Not where priorities or other devices decide. A delay by node came with pacemaker 2.1.2; pacemaker-fenced(7),
 * pcmk_delay_base.
 */
function delayOf(model: PacemakerModel): readonly Pair[] {
  const { own, cluster, hosts } = model;
  const [first] = hosts;
  const isAlone = hosts.every(({ fence }) => fence.length === 0);
  if (first === undefined || cluster.quorum?.twoNode !== true || !isAlone || own.priorityFencingDelay !== null)
    return [];
  return isFrom(oldestPacemaker(model), '2.1.2')
    ? [['pcmk_delay_base', `${first.nodeName}:${FENCE_RACE_DELAY}`]]
    : [['pcmk_delay_max', FENCE_RACE_DELAY]];
}
