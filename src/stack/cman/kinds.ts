/** The kinds of diagnostics of this stack. */
import { kindsIn } from '../../diag/diagnostic.ts';
import type { StackKinds } from '../stack.ts';
import { MODULES } from './kinds.gen.ts';
import { notes } from './notes.ts';

export const kinds: StackKinds = { kinds: kindsIn(MODULES), notes };
