/** How long a push waits for services: the longest start that the site or vm.sh allows, and what rgmanager needs before it. */
import type { Action } from '../../../bundle/action.ts';
import { atMost } from '../../../emit/actions.ts';
import type { Model } from '../../../model/model.ts';
import { below, type ActionTimes } from '../../../model/service.ts';

/** Seconds that rgmanager may need before it starts something. */
const BEFORE = 60;
/** Seconds that vm.sh says for its start; taken for all types, as a timeout of theirs is not enforced unless the site says so. */
const OF_AGENTS = 300;

/** A shorter timeout in the site changes nothing: what has none of its own may still take what its agent says. */
export function startTimeOf({ services, vms }: Pick<Model, 'services' | 'vms'>): Action['worstCase'] {
  const all = [...services, ...below(services.flatMap(({ resources }) => resources)), ...vms];
  const seconds = Math.ceil(all.map(startIn).reduce((a, b) => Math.max(a, b), 0) / 1000);
  return seconds <= OF_AGENTS
    ? atMost(OF_AGENTS + BEFORE, 'vm.sh has 300 s to start a guest; rgmanager needs up to a minute before')
    : atMost(seconds + BEFORE, `the site gives a start ${seconds} s; rgmanager needs up to a minute before`);
}

/** Milliseconds; 0 where the site says nothing. */
function startIn({ actions }: { readonly actions: readonly ActionTimes[] }): number {
  return actions.find(({ name }) => name === 'start')?.timeout ?? 0;
}
