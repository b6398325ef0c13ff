/** Fencing in the picture: a line in each host, and a box for a device that several hosts share. Pure. */
import type { Host, Model } from '../../../model/model.ts';
import { linksTo, type Box, type Link } from './box.ts';

/** `fence ilo, then pdu-a + pdu-b`; a line for each method. */
export function fenceWords({ fence }: Host): readonly string[] {
  return fence.map(({ uses }, index) => {
    const devices = [...new Set(uses.map(({ device, plug }) => (plug === null ? device : `${device}/${plug}`)))];
    return `${index === 0 ? 'fence' : 'then'} ${devices.join(' + ')}`;
  });
}

const MOST = 8;

export function fenceBoxes(model: Model): { readonly boxes: readonly Box[]; readonly links: readonly Link[] } {
  const { fenceDevices, hosts } = model;
  const shared = fenceDevices
    .map(({ name, agent }) => ({
      name,
      agent,
      users: hosts.filter((host) => isUsed(name, host)).map((host) => host.name),
    }))
    .filter(({ users }) => users.length > 1)
    .slice(0, MOST);
  return {
    boxes: shared.map(({ name, agent }) => ({
      id: `fence ${name}`,
      kind: 'fence',
      title: `fencing ${name}`,
      lines: [{ text: agent }],
    })),
    links: shared.flatMap(({ name, users }) => linksTo(`fence ${name}`, 'fence', users, model, true)),
  };
}

function isUsed(device: string, { fence, unfence }: Host): boolean {
  return [...fence.flatMap(({ uses }) => uses), ...unfence].some((use) => use.device === device);
}
