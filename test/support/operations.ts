/** The node operations of the fixtures' stack, loaded once. */
import { stackOfBundle } from '../../src/stack/stacks.ts';

export const operations = await stackOfBundle({ stack: 'cman' }).operations();
