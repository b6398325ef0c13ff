/** The work on nodes of the stack of the fixtures, loaded once. */
import { stackOfBundle } from '../../src/stack/stacks.ts';

export const operations = await stackOfBundle({}).operations();
