/** Constraints that follow from storage, and a note for each one that nothing in the site expresses. */
import { isOfOperator } from '../cib/owned.ts';
import { membersOf } from '../cib/document.ts';
import type { Guest } from './guests.ts';
import { constraintInWords, noteAt, noteConstraint, type CibReading } from './reading.ts';
import { isLocker, type StorageInCib } from './storage.ts';

/** Orders and colocations between lock managers, volume groups and VMs. `hasDisks`: the VM's definition was read. */
export function takeStorage(
  storage: StorageInCib,
  guests: readonly Guest[],
  hasDisks: (vm: string) => boolean,
  reading: CibReading,
): void {
  const guestOf = (id: string) => guests.find(({ ids }) => ids.includes(id));
  const lockers = new Set(reading.cib.resources.flatMap((one) => (membersOf(one).every(isLocker) ? [one.id] : [])));
  for (const one of reading.cib.constraints) {
    if (one.kind === 'location' || one.more.length > 0) continue;
    const [upper, lower] = one.kind === 'order' ? [one.next, one.first] : [one.resource, one.with];
    const isPlain = one.kind === 'order' ? one.isMandatory : one.score === 'INFINITY';
    if (!isPlain || !storage.ids.has(lower)) continue;
    const guest = guestOf(upper);
    if (lockers.has(lower) && storage.ids.has(upper)) reading.done.add(one);
    else if (guest !== undefined && hasDisks(guest.name)) reading.done.add(one);
    else if (guest !== undefined)
      noteConstraint(reading, one, `it follows from the disks of ${guest.name}, whose definition was not read`);
  }
}

/** Notes for what no reader has taken: constraints, and elements that are none of the plain kinds. */
export function noteRest(reading: CibReading): void {
  const { cib, done } = reading;
  for (const one of cib.constraints.filter((constraint) => !done.has(constraint))) {
    if (isOfOperator(one.id))
      noteAt(
        reading,
        one.line,
        'lost',
        `${constraintInWords(one)} is what an operator left behind; left out: crm_resource --clear`,
        'note',
      );
    else noteConstraint(reading, one, 'no key of a site says it');
  }
  for (const { name, attributes, line } of cib.others) {
    const id = attributes.find((one) => one.name === 'id')?.value ?? '';
    noteAt(reading, line, 'lost', `<${name} "${id}"> is not modelled; left out, with everything in it`);
  }
  for (const resource of cib.resources) {
    const inner =
      'of' in resource ? [resource, resource.of, ...membersOf(resource)] : [resource, ...membersOf(resource)];
    for (const { id, others } of new Set(inner))
      for (const { name, line } of others)
        noteAt(reading, line, 'lost', `${id}: <${name}> is not modelled; left out, with everything in it`);
  }
}

/** Notes clones of anything but storage. */
export function noteClones(storage: StorageInCib, reading: CibReading): void {
  for (const one of reading.cib.resources) {
    if (!('of' in one) || storage.ids.has(one.id)) continue;
    const members = membersOf(one)
      .map(({ id }) => id)
      .join(' ');
    noteAt(
      reading,
      one.line,
      'lost',
      `clone of ${members} (${one.id}): a site clones storage only; left out, with everything in it`,
    );
    for (const { id, line } of membersOf(one))
      noteAt(reading, line, 'lost', `resource ${id} is in the clone ${one.id}; left out`);
  }
}

/** Notes levels for what is no node by name. */
export function noteLevels({ cib, ...reading }: CibReading): void {
  for (const { target, index, isNode, line } of cib.levels)
    if (!isNode)
      noteAt(
        reading,
        line,
        'lost',
        `fencing level ${index} of ${target}: a site has levels for hosts by name; left out`,
      );
    else if (!reading.hosts.has(target))
      noteAt(reading, line, 'lost', `fencing level ${index} of ${target}: the cluster has no such node; left out`);
}
