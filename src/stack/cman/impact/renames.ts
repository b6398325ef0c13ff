/**
 * VMs that were renamed: the old guest keeps running, and the new one would start on the same disks. Detected from both files,
 * and from the guests' own files if they are known. Measured with rg_test.
 */
import { leastOf } from '../../../base/lists.ts';
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
export type Renames = (name: Key) => Renamed | undefined;

/** Looks for the new VMs once, however many are removed. */
export function renamesIn({ before, after, verdicts }: Impact, guests: Guests): Renames {
  let known: NewVms | undefined;
  const newVms = () =>
    verdicts.filter((one) => one.class === 'VM_ADD').flatMap((one) => after.list.get(one.name) ?? []);
  return (name) => {
    const old = before.list.get(name);
    if (old?.rule.agent.migrates !== true) return undefined;
    known ??= new NewVms(newVms(), guests);
    return known.renamed(old, guests.before.get(old.name));
  };
}

/** New VMs in their order, by what a removed one is compared with. */
class NewVms {
  readonly #vms: readonly Resource[];
  readonly #guests: Guests;
  readonly #byDisk = new Map<string, number>();
  readonly #byValues = new Map<string, number>();
  /** Only those whose guest is not known. */
  readonly #unknownByValues = new Map<string, number>();

  constructor(vms: readonly Resource[], guests: Guests) {
    this.#vms = vms;
    this.#guests = guests;
    for (const [index, vm] of vms.entries()) {
      const guest = guests.after.get(vm.name);
      const values = valuesOf(vm);
      enterFirst(this.#byValues, values, index);
      if (guest === undefined) enterFirst(this.#unknownByValues, values, index);
      for (const disk of guest?.disks ?? []) enterFirst(this.#byDisk, disk, index);
    }
  }

  /** By its disks; by its values where the disks of one of the two are not known. */
  renamed(old: Resource, was: Guest | undefined): Renamed | undefined {
    const hasDisks = was !== undefined && was.disks.length > 0;
    const places = hasDisks
      ? [...was.disks.map((disk) => this.#byDisk.get(disk)), this.#unknownByValues.get(valuesOf(old))]
      : [this.#byValues.get(valuesOf(old))];
    const now = this.#vms[leastOf(places.flatMap((place) => place ?? []))];
    if (now === undefined) return undefined;
    const is = hasDisks ? this.#guests.after.get(now.name) : undefined;
    return { to: now.key, changed: was === undefined || is === undefined ? [] : [...changedIn(was, is)] };
  }
}

function enterFirst(numbers: Map<string, number>, key: string, number: number): void {
  if (!numbers.has(key)) numbers.set(key, number);
}

/** Without the path of the guest's file, as a file named after the VM changes with it. */
function valuesOf(vm: Resource): string {
  return JSON.stringify([...shownValues(vm)].filter(([name]) => !['name', 'xmlfile', 'domain'].includes(name)));
}

function* changedIn(was: Guest, is: Guest): Generator<string> {
  if (was.uuid !== is.uuid) yield `its UUID changes from ${was.uuid ?? 'none'} to ${is.uuid ?? 'none'}`;
  const [old, now] = [was.macs.join(', '), is.macs.join(', ')];
  if (old !== now) yield `its MAC addresses change from ${old} to ${now}`;
}
