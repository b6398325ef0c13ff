/** The nodes of cluster.conf, their fence methods and devices. cluster.conf(5), fenced(8). */
import { own } from '../../../base/json.ts';
import { seconds } from '../../../base/units.ts';
import { familyOf, spellingOn } from '../../../catalogue/fence.ts';
import { element, madeFrom, present, withRaw, type Xml, type XmlValue } from '../../../emit/draft.ts';
import type { FenceDevice, FenceMethod, FenceParameterValue, FenceUse, Host } from '../../../model/model.ts';

export function clusterNode(host: Host): Xml {
  const { at, nodeName, altName, nodeId, votes, weight, platform, fence, unfence, raw } = host;
  const attributes = present({ name: nodeName, nodeid: nodeId, votes, weight });
  const method = ({ at: place, name, uses }: FenceMethod) =>
    madeFrom([place], element('method', { name }, uses.map(device)));
  const device = (use: FenceUse) => madeFrom([use.at], element('device', useAttributes(use, platform.family)));
  const children = [
    ...(altName === null ? [] : [element('altname', { name: altName })]),
    element('fence', {}, fence.map(method)),
    ...(unfence.length === 0 ? [] : [element('unfence', {}, unfence.map(device))]),
  ];
  return madeFrom([at], withRaw(raw, element('clusternode', attributes, children)));
}

/** Attributes of a `<device>`, raw ones last. */
export function useAttributes(use: FenceUse, platform: string): NonNullable<Xml['attributes']> {
  const { device, agent, plug, parameters, action, delay, raw } = use;
  return {
    name: device,
    ...(plug === null ? {} : { [spellingOn(platform, familyOf(agent).plugParameter)]: plug }),
    ...parameterAttributes(agent, parameters),
    action,
    ...(delay === null ? {} : { delay: seconds(delay) }),
    ...Object.fromEntries(raw.map(({ name, text }) => [name, text])),
  };
}

export function fenceDevice(device: FenceDevice): Xml {
  return madeFrom([device.at], withRaw(device.raw, element('fencedevice', deviceAttributes(device))));
}

/** Attributes of a `<fencedevice>` except the raw ones. Only the plug is spelled differently on a platform. */
export function deviceAttributes({ name, agent, parameters }: FenceDevice): NonNullable<Xml['attributes']> {
  return { name, agent, ...parameterAttributes(agent, parameters) };
}

function parameterAttributes(agent: string, parameters: readonly FenceParameterValue[]): { [name: string]: XmlValue } {
  const known = familyOf(agent).parameters;
  // An agent that checks only the name reads any value as on.
  const isOff = ({ name, value }: FenceParameterValue) => value === false && own(known, name)?.byName === true;
  const said = parameters.filter((parameter) => !isOff(parameter));
  return Object.fromEntries(
    said.map(({ name, value }) => [own(known, name)?.cman ?? name, attributeValue(value, own(known, name)?.type)]),
  );
}

function attributeValue(value: FenceParameterValue['value'], type: string | undefined): XmlValue {
  if (typeof value === 'object') return { $secret: value.secret };
  if (typeof value === 'boolean') return value ? 1 : 0;
  return type === 'duration' ? Math.floor(Number(value) / 1000) : value;
}
