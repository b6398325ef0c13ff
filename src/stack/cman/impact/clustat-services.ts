/**
 * What `clustat -x` says of services and VMs, as recorded from rgmanager of cman 3.2. A name that is missing makes a service one of
 * which nothing is known.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { Key } from './delta/resources.ts';

export type RecordedState = {
  readonly name: Key;
  /** `started`, `stopped`, `disabled`, `failed`, `recoverable`, `starting`, `stopping`, `migrating`. */
  readonly state: string;
  /** Name of the node; absent if it does not run. */
  readonly owner?: string;
  /** Where it ran before; absent if never, or unknown. */
  readonly lastOwner?: string;
  /** `clusvcadm -Z` was given. */
  readonly frozen: boolean;
  /** How often it was started again, also in vain; absent: never. */
  readonly restarts?: number;
};

export function recordedStates(clustat: XmlElement): readonly RecordedState[] {
  return elementsIn(clustat, 'groups')
    .flatMap((groups) => elementsIn(groups, 'group'))
    .map((group) => {
      const owner = nodeIn(group, 'owner');
      const lastOwner = nodeIn(group, 'last_owner');
      const restarts = Number(attributeOf(group, 'restarts') ?? 0);
      return {
        name: attributeOf(group, 'name') ?? '',
        state: attributeOf(group, 'state_str') ?? '',
        ...(owner === undefined ? {} : { owner }),
        ...(lastOwner === undefined ? {} : { lastOwner }),
        frozen: (attributeOf(group, 'flags_str') ?? '').split(/[ ,]+/).includes('frozen'),
        ...(restarts > 0 ? { restarts } : {}),
      };
    });
}

/** clustat writes `none` for no node. */
function nodeIn(group: XmlElement, name: string): string | undefined {
  const node = attributeOf(group, name) ?? '';
  return node === 'none' || node === '' ? undefined : node;
}

/** Has the cluster tried to start it, and given it up? It ends as stopped, not as failed. Recorded. */
export function isGivenUp({ state, restarts = 0 }: Pick<RecordedState, 'state' | 'restarts'>): boolean {
  return state === 'stopped' && restarts > 0;
}

/** Does something run that a push could affect? True unless it was stopped on purpose or could not be started. */
export function isUp({ state }: RecordedState): boolean {
  return !['disabled', 'stopped', 'failed', 'uninitialized'].includes(state);
}
