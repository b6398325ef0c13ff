/** Every kind of diagnostic, derived from the declarations: what `accept` may name, and what the documentation lists. */
import { kindsIn, type AnyKind } from './diag/diagnostic.ts';
import { MODULES } from './kinds.gen.ts';
import { STACKS } from './stack/stacks.ts';

/** By code. */
export const kinds: ReadonlyMap<string, AnyKind> = new Map(
  [...kindsIn(MODULES), ...STACKS.flatMap((stack) => stack.kinds)].map((kind) => [kind.code, kind]),
);
