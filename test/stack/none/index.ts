/**
 * A stack for hosts that form no cluster: no quorum, no members, no services, nothing announced. It is no part of the product. It
 * proves that common code works with a stack that it does not know.
 */
import type { Stack } from '../../../src/stack/stack.ts';
import { status } from './status.ts';

/** The part of the interface that works on what nodes say. */
export const none: Pick<Stack, 'status' | 'compared' | 'facts'> = {
  status,
  compared: [],
  facts: {
    packages: [],
    services: [],
    questions: [],
    agentsFrom: 'nothing',
    xmlIn: () => [],
    agents: () => undefined,
  },
};
