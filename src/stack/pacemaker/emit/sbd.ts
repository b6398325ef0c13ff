/** sbd: its settings file, and the fence device for its disks. sbd(8); domain reference, pacemaker.md, 1.6. */
import { seconds } from '../../../base/units.ts';
import { remotePath, ROOT_FILE, type Draft, type Xml } from '../../../emit/draft.ts';
import { pacemakerDialectOf } from '../dialect.ts';
import type { PacemakerModel } from '../options.ts';
import { primitiveXml } from './cib-xml.ts';

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
export function sbdPrimitive({ own: { sbd } }: PacemakerModel): readonly Xml[] {
  if (sbd === null || sbd.devices.length === 0) return [];
  return [
    primitiveXml({
      id: SBD_DEVICE,
      class: 'stonith',
      type: 'fence_sbd',
      parameters: [['devices', sbd.devices.join(',')]],
      meta: [],
      ops: [
        { name: 'monitor', interval: 60, timeout: 60 },
        { name: 'start', interval: 0, timeout: 60 },
      ],
      from: [sbd.at],
    }),
  ];
}
