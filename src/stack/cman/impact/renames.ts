/**
 * VMs that were renamed: the old guest keeps running, and the new one would start on the same disks. Detected from both files,
 * and from the guests' own files if they are known. Domain reference, 2.2, row 12.
 */
import { attributeOf, elementsIn, textIn, type XmlElement } from '../../../base/xml.ts';
import type { Impact } from './classes.ts';
import { shownValues, type Key, type Resource } from './delta/resources.ts';

/** The content of a guest's file. */
export type Guest = {
  /** Devices, files and volumes that it writes to; empty if unknown. */
  readonly disks: readonly string[];
  readonly uuid?: string;
  readonly macs: readonly string[];
};

/** By the name of the VM: files that the push removes, and files that it adds. */
export type Guests = { readonly before: ReadonlyMap<string, Guest>; readonly after: ReadonlyMap<string, Guest> };

export const NO_GUESTS: Guests = { before: new Map(), after: new Map() };

/** `changed`: how the guest notices its new name, in words. */
export type Renamed = { readonly to: Key; readonly changed: readonly string[] };

/** The guest that a libvirt domain describes. */
export function guestIn(domain: XmlElement): Guest {
  const devices = elementsIn(domain, 'devices').flatMap((section) => elementsIn(section));
  const within = (kind: string, name: string) =>
    devices.filter((device) => device.name === kind).flatMap((device) => elementsIn(device, name));
  const uuid = elementsIn(domain, 'uuid').map(textIn)[0];
  return {
    disks: within('disk', 'source').flatMap(
      (source) => ['dev', 'file', 'name', 'volume'].flatMap((key) => attributeOf(source, key) ?? [])[0] ?? [],
    ),
    macs: within('interface', 'mac').flatMap((mac) => attributeOf(mac, 'address') ?? []),
    ...(uuid === undefined ? {} : { uuid }),
  };
}

/** The new name of a removed VM; undefined if no new VM has its disks. */
export function renamed(name: Key, { before, after, verdicts }: Impact, guests: Guests): Renamed | undefined {
  const old = before.resources.get(name);
  if (old?.rule.agent.migrates !== true) return undefined;
  const added = verdicts.filter((one) => one.class === 'VM_ADD').flatMap((one) => after.resources.get(one.name) ?? []);
  for (const now of added) {
    const [was, is] = [guests.before.get(old.name), guests.after.get(now.name)];
    const isKnown = was !== undefined && is !== undefined && was.disks.length > 0;
    if (isKnown ? was.disks.some((disk) => is.disks.includes(disk)) : isAlike(old, now))
      return { to: now.key, changed: isKnown ? [...changedIn(was, is)] : [] };
  }
  return undefined;
}

/** Compares without the path of the guest's file, as a file named after the VM changes with it. */
function isAlike(old: Resource, now: Resource): boolean {
  const [was, is] = [old, now].map((resource) =>
    JSON.stringify([...shownValues(resource)].filter(([name]) => !['name', 'xmlfile', 'domain'].includes(name))),
  );
  return was === is;
}

function* changedIn(was: Guest, is: Guest): Generator<string> {
  if (was.uuid !== is.uuid) yield `its UUID changes from ${was.uuid ?? 'none'} to ${is.uuid ?? 'none'}`;
  const [old, now] = [was.macs.join(', '), is.macs.join(', ')];
  if (old !== now) yield `its MAC addresses change from ${old} to ${now}`;
}
