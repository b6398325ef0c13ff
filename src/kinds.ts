/** Every kind of diagnostic, derived from the declarations: for explanations. codes.ts has their codes only. */
import { own } from './base/json.ts';
import { kindsIn, type AnyKind } from './diag/diagnostic.ts';
import { MODULES } from './kinds.gen.ts';
import { stacks } from './stack/stacks.ts';

/** By code, with the notes that stacks add to explanations of common kinds. */
export async function loadKinds(): Promise<ReadonlyMap<string, AnyKind>> {
  const ofStacks = await Promise.all(stacks().map((stack) => stack.kinds()));
  const common = kindsIn(MODULES).map((kind) =>
    withNotes(
      kind,
      ofStacks.flatMap(({ notes }) => own(notes, kind.code) ?? []),
    ),
  );
  return new Map([...common, ...ofStacks.flatMap(({ kinds }) => kinds)].map((kind) => [kind.code, kind]));
}

function withNotes(kind: AnyKind, notes: readonly string[]): AnyKind {
  return notes.length === 0 ? kind : { ...kind, explain: [kind.explain, ...notes].join(' ') };
}
