/** Volume groups and lock managers in a CIB. Their resources follow from the site's storage. */
import type { Clone, Group, Primitive } from '../cib/document.ts';
import { membersOf } from '../cib/document.ts';
import { storageId } from '../emit/storage.ts';
import { inWords, noteAt, noteLeft, valueOf, type CibReading } from './reading.ts';

type Agent = Pick<Primitive, 'class' | 'provider' | 'type'>;

/** DLM or lvmlockd. */
export function isLocker({ class: kind, type }: Agent): boolean {
  return kind === 'ocf' && (type === 'controld' || type === 'lvmlockd');
}

/** The agent that activates a volume group. */
export function isActivation({ class: kind, type }: Agent): boolean {
  return kind === 'ocf' && type === 'LVM-activate';
}

export type StorageInCib = {
  /** Volume group -> shared by all hosts at a time. */
  readonly groups: ReadonlyMap<string, boolean>;
  /** Ids of resources that follow from the site's storage, and of what contains them. */
  readonly ids: ReadonlySet<string>;
};

/** Resources of storage outside services and VMs. `ofGuests`: volume groups that VMs have in a group of their own. */
export function storageIn(reading: CibReading, ofGuests: readonly Primitive[]): StorageInCib {
  const groups = new Map<string, boolean>();
  const ids = new Set<string>();
  for (const resource of reading.cib.resources.filter((one) => isStorage(one, reading))) {
    const members = membersOf(resource);
    for (const one of members) readStorage(one, 'of' in resource, groups, reading);
    noteContainer(resource, reading);
    for (const id of [resource.id, ...('of' in resource ? [resource.of.id] : []), ...members.map((one) => one.id)])
      ids.add(id);
  }
  for (const one of ofGuests) readStorage(one, false, groups, reading);
  return { groups, ids };
}

/** A clone of lock managers and volume groups; or a volume group alone that something else follows. */
function isStorage(resource: Primitive | Group | Clone, { cib }: CibReading): boolean {
  const members = membersOf(resource);
  if ('of' in resource) return members.length > 0 && members.every((one) => isLocker(one) || isActivation(one));
  if ('members' in resource || !isActivation(resource)) return false;
  return cib.constraints.some((one) => one.kind === 'order' && one.first === resource.id);
}

const SHARED = { access: 'lvmlockd', mode: 'shared' };

function readStorage(primitive: Primitive, isClone: boolean, groups: Map<string, boolean>, reading: CibReading): void {
  const { id, parameters, meta, line } = primitive;
  if (isLocker(primitive)) {
    noteLeft(reading, `${id}:`, [...parameters, ...meta], []);
    return;
  }
  const name = valueOf(parameters, 'vgname');
  if (name === undefined) {
    noteAt(reading, line, 'lost', `resource ${id}: LVM-activate without vgname never starts; left out`);
    return;
  }
  groups.set(name, isClone);
  if (id !== storageId({ name }))
    noteAt(
      reading,
      line,
      'changed',
      `resource ${id} is called ${storageId({ name })}: pacemaker takes it for another one, and restarts what needs it`,
      'warning',
    );
  const usual = isClone ? SHARED : { access: 'system_id', mode: undefined };
  for (const value of parameters) {
    const wanted =
      value.name === 'vg_access_mode' ? usual.access : value.name === 'activation_mode' ? usual.mode : undefined;
    if (value.name !== 'vgname' && value.value !== wanted)
      noteAt(reading, value.line, 'lost', `${inWords(`${id}:`, value)} is not how a site activates ${name}; left out`);
  }
  noteLeft(reading, `${id}:`, meta, []);
}

/** Meta attributes of what contains storage: only interleave follows from the site. */
function noteContainer(resource: Primitive | Group | Clone, reading: CibReading): void {
  if (!('of' in resource)) return;
  noteLeft(
    reading,
    `${resource.id}:`,
    resource.meta.filter(({ name, value }) => name !== 'interleave' || value !== 'true'),
    [],
  );
  if ('members' in resource.of) noteLeft(reading, `${resource.of.id}:`, resource.of.meta, []);
}
