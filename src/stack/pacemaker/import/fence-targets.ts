/** The hosts that a fence device is for, with outlet, delay and action. pacemaker-fenced(7). */
import type { FenceFamily } from '../../../catalogue/fence.ts';
import { spellingToday } from '../../../catalogue/fence.ts';
import type { Primitive } from '../cib/document.ts';
import { millisOf } from '../impact/scheduler/input/text.ts';
import { noteAt, valueOf, type CibReading } from './reading.ts';

export type Target = {
  readonly host: string;
  readonly plug: string | null;
  readonly delay: number | null;
  readonly action: 'off' | null;
};

/** One for each outlet. A device without a list is for all hosts: pacemaker asks it. */
export function targetsOf(
  { id, parameters, line }: Primitive,
  family: FenceFamily,
  reading: CibReading,
): readonly Target[] {
  const map = valueOf(parameters, 'pcmk_host_map');
  const list = valueOf(parameters, 'pcmk_host_list');
  const plug = [spellingToday(family.plugParameter, 'plug'), 'plug', 'port']
    .map((name) => valueOf(parameters, name))
    .find((one) => one !== undefined);
  const off = valueOf(parameters, 'pcmk_reboot_action') === 'off';
  if (map === undefined && list === undefined)
    noteAt(
      reading,
      line,
      'changed',
      `resource ${id} lists no hosts, so that pacemaker asks the device; a build lists all`,
      'warning',
    );
  const pairs = map === undefined ? hostsOf(list, reading).map((node) => [node, plug ?? null] as const) : mapped(map);
  return pairs.flatMap(([node, outlet]): readonly Target[] => {
    const host = reading.hosts.get(node);
    if (host === undefined) {
      noteAt(reading, line, 'lost', `resource ${id}: "${node}" is not a node of the cluster; left out`, 'warning');
      return [];
    }
    return [
      { host, plug: outlet, delay: delayOf(valueOf(parameters, 'pcmk_delay_base'), node), action: off ? 'off' : null },
    ];
  });
}

function hostsOf(list: string | undefined, { hosts }: CibReading): readonly string[] {
  return list === undefined ? [...hosts.keys()] : list.split(/[\s,;]+/).filter((one) => one !== '');
}

/** `host1:1,5;host2:2,6`: node and outlets. */
function mapped(map: string): readonly (readonly [node: string, plug: string | null])[] {
  const entries = map.split(/[;\s]+/).filter((one) => one !== '');
  return entries.flatMap((entry): readonly (readonly [string, string | null])[] => {
    const cut = entry.search(/[:=]/);
    if (cut < 0) return [[entry, null]];
    const plugs = entry.slice(cut + 1).split(',');
    return plugs.map((plug) => [entry.slice(0, cut), plug]);
  });
}

/** Of one node, where the parameter is a map such as `host1:5s;host2:0`. Null: no delay. */
function delayOf(text: string | undefined, node: string): number | null {
  if (text === undefined) return null;
  const entries = text.includes(':') ? text.split(/[;\s]+/).map((one) => one.split(':')) : [[node, text]];
  const own = entries.find(([name]) => name === node)?.[1];
  const millis = millisOf(own);
  return millis === undefined || millis === 0 ? null : millis;
}
