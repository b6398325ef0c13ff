/** The input of the fencing rules: every use of a fence device, with host and device. */
import { memoized } from '../../base/memoize.ts';
import { familyOf } from '../../catalogue/fence.ts';
import type { FenceClass } from '../../catalogue/fence-types.ts';
import type { FenceDevice, FenceMethod, FenceUse, Host, Model } from '../../model/model.ts';

export type Use = { readonly host: Host; readonly use: FenceUse; readonly device: FenceDevice };

/** Every use of a fence device in a method of these hosts. A feed is used twice in one place: off and on. */
export function usesOf(model: Model, hosts: readonly Host[] = model.hosts): readonly Use[] {
  return withDevices(
    model,
    hosts.flatMap((host) => host.fence.flatMap(({ uses }) => uses.map((use) => ({ host, use })))),
  );
}

export function unfencesOf(model: Model): readonly Use[] {
  return withDevices(
    model,
    model.hosts.flatMap((host) => host.unfence.map((use) => ({ host, use }))),
  );
}

function withDevices(
  { fenceDevices }: Model,
  uses: readonly { readonly host: Host; readonly use: FenceUse }[],
): readonly Use[] {
  const devices = byName(fenceDevices);
  return uses.flatMap(({ host, use }) => {
    const device = devices.get(use.device);
    return device === undefined ? [] : [{ host, use, device }];
  });
}

const byName = memoized((devices: Model['fenceDevices']) => new Map(devices.map((device) => [device.name, device])));

/** The first use at each place of the site. */
export function oncePerPlace(uses: readonly Use[]): readonly Use[] {
  const first = new Map<string, Use>();
  for (const one of uses) if (!first.has(one.use.at.join('/'))) first.set(one.use.at.join('/'), one);
  return [...first.values()];
}

/** Is it fenced by its management board, or that of its chassis? Such a device has no outlets. */
export function isFencedByBoard({ fence }: Host): boolean {
  const families = fence.flatMap(({ uses }) => uses.map(({ agent }) => familyOf(agent)));
  return families.some((family) => family.class === 'power' && !family.outlets);
}

export function classOf({ agent }: FenceUse): FenceClass {
  return familyOf(agent).class;
}

/** Does it do more than wait for a message of the node? */
export function isActive({ uses }: FenceMethod): boolean {
  return uses.some((use) => classOf(use) !== 'notice');
}

/** What the agent switches: address, strip and plug, or the node's key on the disks; null if nothing is specific to the node. */
export function endpointOf({ use, device }: Use): string | null {
  const address = valueOf(device, 'address') ?? valueOf(device, 'serial_port');
  const strip = use.parameters.find(({ name }) => name === 'switch')?.value ?? valueOf(device, 'switch');
  const plug = use.plug === null ? '' : ` plug ${use.plug}`;
  const key = use.parameters.find(({ name }) => name === 'key')?.value ?? valueOf(device, 'key');
  if (address === null && plug === '') return key === null ? null : `${device.name} with the key ${String(key)}`;
  const where = plug === '' ? withPort(String(address), device) : String(address ?? device.name);
  return `${where}${strip === undefined || strip === null ? '' : ` switch ${String(strip)}`}${plug}`;
}

/** One machine can serve the boards of several nodes, each on a port. */
function withPort(address: string, device: FenceDevice): string {
  const port = valueOf(device, 'tcp_port') ?? valueOf(device, 'udp_port');
  return port === null ? address : `${address} port ${port}`;
}

export function valueOf({ parameters }: FenceDevice, name: string): string | number | null {
  const value = parameters.find((parameter) => parameter.name === name)?.value;
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
