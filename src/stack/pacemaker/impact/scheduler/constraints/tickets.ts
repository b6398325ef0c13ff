/** Ticket constraints: resources that may run only while the site holds a ticket. */
import { attributeOf, type XmlElement } from '../../../../../base/xml.ts';
import { block } from '../input/active.ts';
import { fenceNode } from '../acting/fence-actions.ts';
import type { Cluster, Resource, Ticket } from '../input/model.ts';
import { addLocation } from '../input/score-on.ts';
import { resourceNamed, setsOf } from './sets.ts';
import { INFINITY, Role, roleOf } from '../input/text.ts';

type Loss = 'stop' | 'demote' | 'fence' | 'freeze';

export function addTicketConstraint(cluster: Cluster, constraint: XmlElement): void {
  const id = attributeOf(constraint, 'ticket');
  const sets = setsOf(cluster, constraint, [['rsc', 'rsc-role', 'role']], false);
  if (id === undefined || sets === undefined) return;
  const ticket = cluster.tickets.get(id) ?? { id, granted: false, standby: false };
  cluster.tickets.set(id, ticket);
  const loss = attributeOf(constraint, 'loss-policy');
  const tie = (resource: Resource, role: string | undefined) => tieTo(cluster, resource, ticket, { role, loss });
  for (const { resources, attribute } of sets) for (const resource of resources) tie(resource, attribute('role'));
  const resource = resourceNamed(cluster, attributeOf(constraint, 'rsc'));
  if (sets.length === 0 && resource !== undefined) tie(resource, attributeOf(constraint, 'rsc-role'));
}

function tieTo(
  cluster: Cluster,
  resource: Resource,
  ticket: Ticket,
  written: { readonly role: string | undefined; readonly loss: string | undefined },
): void {
  const role = roleOf(written.role) === Role.started ? Role.unknown : roleOf(written.role);
  resource.tickets.push({ role, ticket });
  if (!ticket.granted || ticket.standby)
    applyMissing(cluster, resource, ticket, { role, loss: lossOf(cluster, role, written.loss) });
}

function lossOf({ options }: Cluster, role: Role, written: string | undefined): Loss {
  const word = written?.toLowerCase();
  if (word === 'fence') return options.fencing ? 'fence' : 'stop';
  if (word === 'freeze' || word === 'demote' || word === 'stop') return word;
  return role === Role.promoted ? 'demote' : 'stop';
}

function applyMissing(
  cluster: Cluster,
  resource: Resource,
  ticket: Ticket,
  tie: { readonly role: Role; readonly loss: Loss },
): void {
  if (resource.children.length > 0) {
    for (const child of resource.children) applyMissing(cluster, child, ticket, tie);
    return;
  }
  const { role, loss } = tie;
  const matches = role === Role.unknown || role === resource.role;
  const ban = () => addLocation(cluster, resource, null, -INFINITY);
  if (ticket.granted || resource.runningOn.length === 0) {
    if (role !== Role.promoted || loss === 'stop') ban();
  } else if (loss === 'stop' || (loss === 'demote' && role !== Role.promoted)) ban();
  else if (loss === 'freeze' && matches) block(resource);
  else if (loss === 'fence' && matches) {
    ban();
    for (const node of resource.runningOn) fenceNode(cluster, node, 'deadman ticket was lost');
  }
}
