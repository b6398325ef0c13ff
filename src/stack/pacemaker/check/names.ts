/** Checks of resource names, which are XML ids, and of cyclic dependencies. Schema of the CIB. */
import type { SourcePath } from '../../../base/brand.ts';
import { shared, type Check } from '../../../check/check.ts';
import { dependencyCycles } from '../../../check/site/dependency-cycles.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import { fenceResources } from '../emit/fencing.ts';
import { guestId } from '../emit/guests.ts';
import { membersOf } from '../emit/services.ts';
import { groupUses, storageId } from '../emit/storage.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const idSyntax = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'pcmk/id-syntax',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'Names of resources are ids of the CIB: a letter or an underscore first, and each once in the document. pacemaker refuses the whole document otherwise. Schema of the CIB; measured with pacemaker 2.1.5.',
});

export const orderCycle = defineDiagnostic<{ circle: readonly string[] }>({
  code: 'pcmk/order-cycle',
  severity: 'error',
  message: (f) =>
    f.circle.length === 1 ? `${f.circle.join('')} depends on itself` : `${f.circle.join(' and ')} depend on each other`,
  help: () => 'remove one of the dependencies',
  explain:
    'pacemaker breaks the circle at an arbitrary place, and crm_verify says nothing. Measured with pacemaker 2.1.5.',
});

type Named = { readonly id: string; readonly at: SourcePath; readonly what: string };

const FIXED: readonly Named[] = [
  'locking',
  'locking-clone',
  'dlm',
  'lvmlockd',
  'fence-sbd',
  'cib-bootstrap-options',
].map((id) => ({ id, at: ['cluster'], what: 'clusterc itself' }));

function namesIn(model: PacemakerModel): readonly Named[] {
  const { vms, services } = model;
  return [
    ...FIXED,
    ...fenceResources(model).map(({ id, device: { at } }) => ({ id, at, what: 'a fence device' })),
    ...groupUses(model).flatMap(({ group }) => [
      { id: storageId(group), at: group.at, what: 'a volume group' },
      { id: `${storageId(group)}-clone`, at: group.at, what: 'a volume group' },
    ]),
    ...vms.flatMap((vm) =>
      [...new Set([vm.name, guestId(vm, model)])].map((id) => ({ id, at: vm.at, what: `the VM ${vm.name}` })),
    ),
    ...services.flatMap((service) => [
      { id: service.name, at: service.at, what: `the service ${service.name}` },
      ...membersOf(service, model).map(({ id, resource: { at } }) => ({
        id,
        at,
        what: `a resource of ${service.name}`,
      })),
    ]),
  ];
}

function* namesAreIds(model: PacemakerModel) {
  for (const { id, at, what } of namesIn(model))
    if (!/^[A-Za-z_][A-Za-z0-9._-]*$/.test(id))
      yield idSyntax(keyAt(at), {
        problem: `"${id}" cannot be the id of ${what}`,
        cure: 'write a name that begins with a letter, and has letters, digits, dots, hyphens and underscores',
      });
}

function* namesAreUnique(model: PacemakerModel) {
  for (const [id, [first, ...others]] of shared(namesIn(model), (one) => one.id))
    for (const { at, what } of others)
      yield idSyntax(keyAt(at), {
        problem: `"${id}" would be the id of ${what} and of ${first?.what ?? ''}`,
        cure: 'give one of them another name',
      });
}

function* ordersEnd(model: PacemakerModel) {
  for (const { first, circle } of dependencyCycles(model))
    yield orderCycle(valueAt([...first.at, 'depend']), { circle });
}

export const nameChecks: readonly Check<PacemakerOptions>[] = [namesAreIds, namesAreUnique, ordersEnd];
