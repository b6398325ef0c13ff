/** What changes in the resources of a service. */
import { meaning, type Meaning, type Outcome } from '../../../convert/meaning.ts';
import { own } from '../../../base/json.ts';
import type { Service } from '../../../model/service.ts';
import { COUNTERPARTS } from '../catalogue/ocf.ts';
import { membersOf, typeOf, type Member } from '../emit/services.ts';
import type { PacemakerModel } from '../options.ts';

export function* serviceMeanings(service: Service, model: PacemakerModel): Generator<Meaning> {
  const subject = { kind: 'service', name: service.name } as const;
  const members = membersOf(service, model);
  const grouped = members.filter(({ independent }) => !independent);
  for (const member of members) {
    const [outcome, what, sentence] = memberMeaning(member);
    yield meaning(subject, outcome, what, sentence, member.resource.at);
  }
  if (grouped.length > 1)
    yield meaning(
      subject,
      'changes',
      'order',
      `a group in the start order of the tree: when a member fails, all that come after it restart with it, siblings too`,
      service.at,
    );
  for (const { id, resource, independent } of members) {
    if (independent)
      yield meaning(
        subject,
        'changes',
        'independent subtree',
        `${id} follows the group by order and colocation; its failure leaves the group running`,
        resource.at,
      );
    if (resource.special.independentSubtree === 'non_critical')
      yield meaning(
        subject,
        'changes',
        'non-critical',
        `${id} does not move the group when it fails, and stops what comes after it`,
        resource.at,
      );
    if (resource.special.maxRestarts !== null)
      yield meaning(
        subject,
        'changes',
        'restarts of a resource',
        `the limit of ${id} moves the whole group`,
        resource.at,
      );
  }
}

function memberMeaning({ id, resource }: Member): readonly [Outcome, string, string] {
  const { type, reference } = resource;
  const counterpart = own(COUNTERPARTS, type);
  if (counterpart === undefined) return ['lost', type, `${id}: there is no agent that does the same`];
  const agent = [counterpart.class, counterpart.provider, typeOf(counterpart, resource)]
    .filter((one) => one !== undefined)
    .join(':');
  const copy = reference ? ', a copy of the shared resource' : '';
  const { missing } = counterpart;
  return missing === undefined
    ? ['keeps', type, `${id} is ${agent}${copy}`]
    : ['changes', type, `${id} is ${agent}${copy}; ${missing}`];
}
