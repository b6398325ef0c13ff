/** What a site means on corosync and pacemaker that other software ran before. */
import type { Conversion, Meaning } from '../../../convert/meaning.ts';
import type { Model } from '../../../model/model.ts';
import { hostKeys } from '../check/guests.ts';
import type { PacemakerModel } from '../options.ts';
import { clusterMeanings } from './cluster.ts';
import { guestMeanings } from './guests.ts';
import { hostMeanings } from './hosts.ts';
import { placedMeanings } from './policy.ts';
import { serviceMeanings } from './services.ts';

const TOTEM = ['cluster', 'totem'] as const;
const COROSYNC = ['cluster', 'corosync'] as const;

export const conversion: Conversion = {
  moved: [
    { from: [...TOTEM, 'token'], to: [...COROSYNC, 'token'] },
    { from: [...TOTEM, 'consensus'], to: [...COROSYNC, 'consensus'] },
    { from: [...TOTEM, 'join'], to: [...COROSYNC, 'join'] },
    { from: [...TOTEM, 'token_retransmits_before_loss_const'], to: [...COROSYNC, 'retransmits'] },
  ],
  changing: [hostKeys.code],
  meanings: (before, after) => (isOurs(after) ? all(before, after) : []),
};

/** The model of this stack: only it makes an `own` with settings of corosync. */
function isOurs(model: Model): model is PacemakerModel {
  const { own } = model;
  return typeof own === 'object' && own !== null && 'corosync' in own;
}

function* all(before: Model, after: PacemakerModel): Generator<Meaning> {
  yield* clusterMeanings(before, after);
  for (const host of after.hosts) yield* hostMeanings(host, after);
  for (const vm of after.vms) {
    yield* guestMeanings(vm, after);
    yield* placedMeanings({ kind: 'vm', name: vm.name }, vm, after);
  }
  for (const service of after.services) {
    yield* serviceMeanings(service, after);
    yield* placedMeanings({ kind: 'service', name: service.name }, service, after);
  }
}
