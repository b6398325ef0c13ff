/** Network cards of sessions: what open-iscsi must know about them before discovery. */
import { own } from '../../base/json.ts';
import { defineDiagnostic, keyAt } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import type { Target } from '../../model/shared-storage.ts';
import type { Check } from '../check.ts';

export const interfaces = defineDiagnostic<{ target: string; cards: readonly string[]; hosts: readonly string[] }>({
  code: 'iscsi/interfaces',
  severity: 'note',
  acceptable: true,
  message: (f) =>
    `open-iscsi binds sessions with ${f.target} to ${f.cards.join(' and ')} only where it has ${f.cards.length === 1 ? 'an interface of that name' : 'interfaces of these names'}`,
  help: ({ cards: [card = ''], hosts: [host = '', ...others] }) =>
    `on ${others.length === 0 ? host : `each of the ${others.length + 1} hosts`}, before discovery and for each card, run iscsiadm -m iface -I ${card} -o new and iscsiadm -m iface -I ${card} -o update -n iface.net_ifacename -v ${card}`,
  explain:
    'Without interfaces there is one session for each portal, over the card that the routes choose. Node records and interfaces are made on the node, by iscsiadm; clusterc counts the paths, and makes none. ' +
    'A discovery uses all interfaces that there are: for a target without them add -I default. iscsiadm(8), iface.',
});

/** One finding for each place that names cards. */
function* cardsAreInterfaces({ targets }: Model) {
  for (const target of targets)
    for (const hosts of hostsByPlace(target).values()) {
      const { at, cards } = own(target.interfaces, hosts[0] ?? '') ?? NONE;
      yield interfaces(keyAt(at), { target: target.name, cards, hosts });
    }
}

const NONE: Target['interfaces'][string] = { at: [], cards: [] };

function hostsByPlace({ interfaces: written }: Target): ReadonlyMap<string, readonly string[]> {
  const hosts = new Map<string, readonly string[]>();
  for (const [host, { at }] of Object.entries(written))
    hosts.set(at.join('/'), [...(hosts.get(at.join('/')) ?? []), host]);
  return hosts;
}

export const iscsiCardChecks: readonly Check[] = [cardsAreInterfaces];
