/** Every kind of diagnostic, derived from the declarations: what `accept` may name, and what the documentation lists. */
import { own } from './base/json.ts';
import { kindsIn, type AnyKind } from './diag/diagnostic.ts';
import { MODULES } from './kinds.gen.ts';
import { STACKS } from './stack/stacks.ts';

/** By code. */
export const kinds: ReadonlyMap<string, AnyKind> = new Map(
  [...kindsIn(MODULES).map(withNotes), ...STACKS.flatMap((stack) => stack.kinds)].map((kind) => [kind.code, kind]),
);

/** The kind, with the notes that stacks add to its explanation. */
function withNotes(kind: AnyKind): AnyKind {
  const notes = STACKS.flatMap((stack) => own(stack.notes, kind.code) ?? []);
  return notes.length === 0 ? kind : { ...kind, explain: [kind.explain, ...notes].join(' ') };
}
