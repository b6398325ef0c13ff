/** Fence devices as resources, and their levels. Pacemaker Explained, "Fencing". */
import type { SourcePath } from '../../../base/brand.ts';
import { grouped } from '../../../base/grouped.ts';
import { own } from '../../../base/json.ts';
import { familyOf, spellingToday } from '../../../catalogue/fence.ts';
import { element, madeFrom, type Xml, type XmlValue } from '../../../emit/draft.ts';
import type { FenceDevice, FenceParameterValue, FenceUse, Host, Model } from '../../../model/model.ts';
import type { PacemakerModel } from '../options.ts';
import { location, primitiveXml, time, type Pair, type Primitive } from './cib-xml.ts';
import { SBD_DEVICE } from './sbd.ts';

/** A device's uses for one host. All outlets of the host count as one. */
type Duty = { readonly host: Host; readonly uses: readonly FenceUse[] };

/** A fence resource: a device, or its part for hosts that need different parameters. */
export type FenceResource = { readonly id: string; readonly device: FenceDevice; readonly duties: readonly Duty[] };

/** One resource per device, or one per device and host where parameters differ by host. Devices without a host are omitted. */
export function fenceResources(model: Model): readonly FenceResource[] {
  const all = grouped(model.hosts.flatMap(dutiesOf), ({ device }) => device);
  return model.fenceDevices.flatMap((device): readonly FenceResource[] => {
    const duties = (all.get(device.name) ?? []).map(({ duty }) => duty);
    if (duties.length === 0 || familyOf(device.agent).class === 'manual') return [];
    const spelled = new Set(duties.map((duty) => JSON.stringify(ownPairs(duty))));
    if (spelled.size <= 1) return [{ id: fenceId(device.name), device, duties }];
    return duties.map((duty) => ({ id: fenceId(`${device.name}-${duty.host.name}`), device, duties: [duty] }));
  });
}

/** What each device does for a host. */
function dutiesOf(host: Host): readonly { readonly device: string; readonly duty: Duty }[] {
  const uses = [...host.fence.flatMap((method) => method.uses), ...host.unfence];
  return [...grouped(uses, ({ device }) => device)].map(([device, those]) => ({ device, duty: { host, uses: those } }));
}

function fenceId(name: string): string {
  return `fence-${name}`;
}

/** Fence resources as primitives. */
export function fencePrimitives(model: PacemakerModel): readonly Xml[] {
  return fenceResources(model).map((resource) => primitiveXml(primitive(resource)));
}

function primitive({ id, device, duties: [first, ...others] }: FenceResource): Primitive {
  const duties = first === undefined ? [] : [first, ...others];
  const isStorage = familyOf(device.agent).class === 'storage';
  const own = first === undefined ? [] : ownPairs(first);
  return {
    id,
    class: 'stonith',
    type: device.agent,
    parameters: [...parameterPairs(device.agent, device.parameters), ...own, ...hostPairs(duties)],
    meta: isStorage ? [['provides', 'unfencing']] : [],
    ops: [
      { name: 'monitor', interval: 60, timeout: 60 },
      { name: 'start', interval: 0, timeout: 60 },
    ],
    from: [device.at, ...duties.flatMap(({ uses }) => uses.map(({ at }) => at))],
  };
}

/** Parameters of a device for one host besides the outlets: a delay, or another action than reboot. */
function ownPairs({ uses }: Duty): readonly Pair[] {
  const [first] = uses;
  if (first === undefined) return [];
  const actions = new Set(uses.filter(({ action }) => action !== 'on').map(({ action }) => action));
  const isOff = actions.has('off') && !actions.has('reboot') && !isRebooting(uses);
  const delay = uses.map((use) => use.delay).find((one) => one !== null) ?? null;
  return [
    ...parameterPairs(first.agent, first.parameters),
    ...(isOff ? [['pcmk_reboot_action', 'off'] as const] : []),
    ...(delay === null || delay === 0 ? [] : [['pcmk_delay_base', time(delay)] as const]),
  ];
}

/** True for off, then on. Pacemaker does the same for a reboot if a level has several devices or outlets. */
function isRebooting(uses: readonly FenceUse[]): boolean {
  return uses.some(({ action }) => action === 'on') && uses.some(({ action }) => action === 'off');
}

/** Maps nodes to outlets; pacemaker-fenced(7), pcmk_host_map. */
function hostPairs(duties: readonly Duty[]): readonly Pair[] {
  const plugs = duties.map(({ host, uses }) => ({
    node: host.nodeName,
    plugs: [...new Set(uses.flatMap(({ plug }) => plug ?? []))],
  }));
  const named = plugs.filter((one) => one.plugs.length > 0);
  const pairs: readonly Pair[] =
    named.length > 0
      ? [['pcmk_host_map', named.map((one) => `${one.node}:${one.plugs.join(',')}`).join(';')]]
      : [['pcmk_host_list', plugs.map(({ node }) => node).join(' ')]];
  return [['pcmk_host_check', 'static-list'], ...pairs];
}

function parameterPairs(agent: string, parameters: readonly FenceParameterValue[]): readonly Pair[] {
  const known = familyOf(agent).parameters;
  return parameters.map(({ name, value }) => [
    spellingToday(own(known, name), name),
    valueOf(value, own(known, name)?.type),
  ]);
}

/**
 * A parameter's text: times without a unit, booleans as 1 or 0. Agents reject or misread other forms.
 * findings/fence-agent-times-take-no-unit.sh, fence-agent-boolean-that-it-does-not-know-is-false.sh.
 */
function valueOf(value: FenceParameterValue['value'], type: string | undefined): XmlValue {
  if (typeof value === 'object') return { $secret: value.secret };
  if (typeof value === 'boolean') return value ? 1 : 0;
  return type === 'duration' ? Math.floor(Number(value) / 1000) : value;
}

/** Bans a device that fences one host from that host, so that other hosts monitor it. */
export function fenceLocations(model: PacemakerModel): readonly Xml[] {
  if (model.hosts.length < 2) return [];
  return fenceResources(model).flatMap(({ id, duties: [first, ...others] }) =>
    first === undefined || others.length > 0 ? [] : [location(id, first.host.nodeName, '-INFINITY')],
  );
}

/**
 * Fencing levels of hosts with several devices: the methods in their order, then the disks of sbd. Without levels, pacemaker
 * picks any device that can fence the host.
 */
export function fencingTopology(model: PacemakerModel): readonly Xml[] {
  const resources = fenceResources(model);
  const levels = model.hosts.flatMap((host) => levelsOf(host, resources, model));
  return levels.length === 0 ? [] : [madeFrom([['hosts']], element('fencing-topology', {}, levels))];
}

type Level = { readonly at: SourcePath; readonly devices: readonly string[] };

function levelsOf(host: Host, resources: readonly FenceResource[], model: PacemakerModel): readonly Xml[] {
  const methods: readonly Level[] = host.fence.map(({ at, uses }) => ({
    at,
    devices: [
      ...new Set(uses.flatMap(({ device }) => resources.find((one) => serves(one, device, host.name))?.id ?? [])),
    ],
  }));
  const disks = sbdLevel(model);
  const levels = [...methods.filter(({ devices }) => devices.length > 0), ...disks];
  const able = resources.filter(({ duties }) => duties.some((duty) => duty.host === host)).length + disks.length;
  if (able < 2) return [];
  return levels.map(({ at, devices }, index) => {
    const id = `fl-${host.nodeName}-${index + 1}`;
    const attributes = { id, target: host.nodeName, index: index + 1, devices: devices.join(',') };
    return madeFrom([at], element('fencing-level', attributes));
  });
}

function sbdLevel({ own: { sbd } }: PacemakerModel): readonly Level[] {
  return sbd === null || sbd.devices.length === 0 ? [] : [{ at: sbd.at, devices: [SBD_DEVICE] }];
}

function serves({ device, duties }: FenceResource, name: string, host: string): boolean {
  return device.name === name && duties.some((duty) => duty.host.name === host);
}
