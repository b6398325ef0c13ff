/**
 * What is wrong with services and VMs. The guests that libvirt has on each host are put beside what rgmanager believes: it never
 * looks at another node, and takes no notice of what virsh does.
 */
import type { Diagnostic, Place } from '../diag/diagnostic.ts';
import * as finding from './findings.ts';
import { isLeftAlone, type ServiceStatus } from './services.ts';
import { valueOf } from './answer.ts';
import type { View } from '../stack/cman/status/view.ts';

const SERVICE: Place = { in: 'nowhere', because: 'a service belongs to no node' };

export function serviceFindings(view: View): readonly Diagnostic[] {
  return (view.services ?? []).flatMap((service) => [...ofService(service), ...ofGuest(service, view)]);
}

function* ofService({ name, state, owner, lastOwner }: ServiceStatus): Generator<Diagnostic> {
  if (state === 'failed') yield finding.serviceFailed(SERVICE, { name, last: lastOwner });
  if (state === 'recoverable' || state === 'recovering')
    yield finding.serviceRecovering(SERVICE, { name, state, owner });
}

/** While a VM moves, starts or stops, nothing is said: the nodes are not looked at in the same instant. */
function* ofGuest(service: ServiceStatus, view: View): Generator<Diagnostic> {
  const { state, owner, guests } = service;
  const name = service.name.slice('vm:'.length);
  const [guest, ...more] = guests;
  if (state === 'migrating') return;
  if (more.length > 0) yield finding.doubleRun(SERVICE, { name, guests });
  else if (guest !== undefined && isLeftAlone(service))
    yield finding.unmanagedGuest({ in: 'node', node: guest.host }, { name, host: guest.host, state });
  else if (state === 'started' && owner !== null && guest?.host !== owner && isVm(service) && knows(view, owner))
    yield finding.guestMissing(SERVICE, { name, owner, host: guest?.host ?? null });
}

function isVm({ name }: ServiceStatus): boolean {
  return name.startsWith('vm:');
}

/** Did the host say which guests it has? */
function knows({ reached }: View, owner: string): boolean {
  return reached.some(({ host, guests }) => host === owner && valueOf(guests) !== undefined);
}
