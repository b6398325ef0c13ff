/** Model -> drafts: what to write and run, not yet as text. */
import type { Action } from '../bundle/action.ts';
import type { Runtime } from '../bundle/runtime.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import type { Model } from '../model/model.ts';
import type { Draft } from './draft.ts';
import { pathCollision } from './findings.ts';

export type Drafted = {
  /** The name of the stack. */
  readonly stack: string;
  readonly drafts: readonly Draft[];
  readonly actions: readonly Action[];
  readonly runtime: Runtime;
  readonly diagnostics: readonly Diagnostic[];
};

/** What is needed of a stack. */
type Emitting = {
  readonly name: string;
  emit(model: Model): Iterable<Draft | Action>;
  runtime(model: Model): Runtime;
};

/** All drafts of the emitters. Code `bundle/path-collision`. */
export function draft(model: Model, stack: Emitting): Drafted {
  const made = [...stack.emit(model)];
  const drafts = made.filter((one): one is Draft => 'body' in one).filter(({ nodes }) => nodes.length > 0);
  const actions = made.filter((one): one is Action => 'run' in one);
  return { stack: stack.name, drafts, actions, runtime: stack.runtime(model), diagnostics: [...collisions(drafts)] };
}

function* collisions(drafts: readonly Draft[]): Generator<Diagnostic> {
  const taken = new Set<string>();
  for (const { nodes, path, from } of drafts) {
    for (const node of nodes) {
      const place = `${node}${path}`;
      if (taken.has(place)) yield pathCollision({ in: 'model', path: from[0] ?? [], part: 'key' }, { node, path });
      taken.add(place);
    }
  }
}
