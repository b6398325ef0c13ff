/**
 * Problems of services and VMs: rgmanager's view is compared with libvirt's guests on each host. rgmanager looks at no other
 * node, and does not notice virsh.
 */
import type { Diagnostic, Place } from '../../../diag/diagnostic.ts';
import type { ServiceStatus } from '../../../status/reader.ts';
import { valueOf } from '../../../status/reply.ts';
import * as finding from './findings.ts';
import { reachedOf, type CmanNodeSaid } from './said.ts';
import { isLeftAlone } from './services.ts';

const SERVICE: Place = { in: 'nowhere', because: 'a service belongs to no node' };

export function serviceFindings(
  nodes: readonly CmanNodeSaid[],
  services: readonly ServiceStatus[] | null,
): readonly Diagnostic[] {
  return (services ?? []).flatMap((service) => [...ofService(service), ...ofGuest(service, nodes)]);
}

function* ofService({ name, state, owner, lastOwner, givenUp }: ServiceStatus): Generator<Diagnostic> {
  if (givenUp === true) yield finding.serviceNotStarted(SERVICE, { name, last: lastOwner });
  if (state === 'failed') yield finding.serviceFailed(SERVICE, { name, last: lastOwner });
  if (state === 'recoverable' || state === 'recovering')
    yield finding.serviceRecovering(SERVICE, { name, state, owner });
}

/** None while a VM moves, starts or stops, since nodes are not asked at the same instant. */
function* ofGuest(service: ServiceStatus, nodes: readonly CmanNodeSaid[]): Generator<Diagnostic> {
  const { state, owner, guests } = service;
  const name = service.name.slice('vm:'.length);
  const [guest, ...more] = guests;
  if (state === 'migrating') return;
  if (more.length > 0) yield finding.doubleRun(SERVICE, { name, guests });
  else if (guest !== undefined && isLeftAlone(service))
    yield finding.unmanagedGuest({ in: 'node', node: guest.host }, { name, host: guest.host, state });
  else if (state === 'started' && owner !== null && guest?.host !== owner && isVm(service) && knows(nodes, owner))
    yield finding.guestMissing(SERVICE, { name, owner, host: guest?.host ?? null });
}

function isVm({ name }: ServiceStatus): boolean {
  return name.startsWith('vm:');
}

/** Did the host report its guests? */
function knows(nodes: readonly CmanNodeSaid[], owner: string): boolean {
  return reachedOf(nodes).some(({ host, guests }) => host === owner && valueOf(guests) !== undefined);
}
