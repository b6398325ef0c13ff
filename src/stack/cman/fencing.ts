/** The nodes of cluster.conf, the ways to switch each off, and the devices that do it. cluster.conf(5), fenced(8). */
import { seconds } from '../../base/units.ts';
import { familyOf } from '../../catalogue/fence.ts';
import { element, madeFrom, present, withRaw, type Xml, type XmlValue } from '../../emit/draft.ts';
import type { FenceDevice, FenceUse, Host } from '../../model/model.ts';

export function clusterNode({ at, nodeName, altName, nodeId, votes, weight, fence, raw }: Host): Xml {
  const methods = fence.map((method) =>
    madeFrom([method.at], element('method', { name: method.name }, method.uses.map(fenceUse))),
  );
  const attributes = present({ name: nodeName, nodeid: nodeId, votes, weight });
  const ring = altName === null ? [] : [element('altname', { name: altName })];
  return madeFrom([at], withRaw(raw, element('clusternode', attributes, [...ring, element('fence', {}, methods)])));
}

/** `port` is the plug: fence_apc(8) and all agents before the renaming of 2013. */
function fenceUse({ at, device, plug, action, delay }: FenceUse): Xml {
  const xml = element('device', {
    name: device,
    ...(plug === null ? {} : { port: plug }),
    action,
    ...(delay === null ? {} : { delay: seconds(delay) }),
  });
  return madeFrom([at], xml);
}

export function fenceDevice({ at, name, agent, parameters, raw }: FenceDevice): Xml {
  const known = familyOf(agent).parameters;
  const attributes = parameters.map(({ name: parameter, value }) => [
    known[parameter]?.cman ?? parameter,
    attributeValue(value, known[parameter]?.type),
  ]);
  return madeFrom([at], withRaw(raw, element('fencedevice', { name, agent, ...Object.fromEntries(attributes) })));
}

function attributeValue(value: FenceDevice['parameters'][number]['value'], type: string | undefined): XmlValue {
  if (typeof value === 'object') return { $secret: value.secret };
  if (typeof value === 'boolean') return value ? 1 : 0;
  return type === 'duration' ? Math.floor(Number(value) / 1000) : value;
}
