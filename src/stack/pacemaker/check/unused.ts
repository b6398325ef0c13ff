/** Notes on keys that have no meaning on this stack, at hosts and failover domains. */
import type { Check } from '../../../check/check.ts';
import { keyAt } from '../../../diag/diagnostic.ts';
import { originAt } from '../../../model/origins.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';
import { lostAttribute } from './services.ts';

function* addressesAreUsed({ hosts }: PacemakerModel) {
  for (const { at, name, addresses } of hosts)
    if (addresses.storage !== addresses.general)
      yield lostAttribute(keyAt([...at, 'addresses', 'storage']), {
        type: name,
        attribute: 'addresses.storage',
        because: 'a session uses the route to its portal, or the cards in iscsi_interfaces',
      });
}

/** Scores exist in an ordered domain only. */
function* domainsAreOrdered({ failoverDomains, origins }: PacemakerModel) {
  for (const { at, name, ordered, members } of failoverDomains) {
    if (at === null || ordered) continue;
    const because = 'the domain is not ordered, so no host is preferred';
    if (originAt(origins, [...at, 'failback']) === undefined)
      yield lostAttribute(keyAt([...at, 'failback']), { type: name, attribute: 'failback', because });
    for (const member of members.filter(({ priority }) => priority !== null))
      yield lostAttribute(keyAt([...member.at, 'priority']), { type: name, attribute: 'priority', because });
  }
}

export const unusedChecks: readonly Check<PacemakerOptions>[] = [addressesAreUsed, domainsAreOrdered];
