/**
 * Services and VMs in `clustat -x`. The names of elements and attributes are those of rgmanager's clustat.c, not recorded on a
 * cluster. If a name is missing, the service is unknown.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { Key } from './resources.ts';

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
};

export function recordedStates(clustat: XmlElement): readonly RecordedState[] {
  return elementsIn(clustat, 'groups')
    .flatMap((groups) => elementsIn(groups, 'group'))
    .map((group) => {
      const owner = nodeIn(group, 'owner');
      const lastOwner = nodeIn(group, 'last_owner');
      return {
        name: attributeOf(group, 'name') ?? '',
        state: attributeOf(group, 'state_str') ?? '',
        ...(owner === undefined ? {} : { owner }),
        ...(lastOwner === undefined ? {} : { lastOwner }),
        frozen: /frozen/i.test(attributeOf(group, 'flags_str') ?? ''),
      };
    });
}

/** clustat writes `none` for no node. */
function nodeIn(group: XmlElement, name: string): string | undefined {
  const node = attributeOf(group, name) ?? '';
  return node === 'none' || node === '' ? undefined : node;
}

/** Does something run that a push could affect? True unless it was stopped on purpose or could not be started. */
export function isUp({ state }: RecordedState): boolean {
  return !['disabled', 'stopped', 'failed', 'uninitialized'].includes(state);
}
