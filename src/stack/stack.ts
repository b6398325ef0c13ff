/** What one kind of cluster software supplies: each member is declared by the stage that uses it. stacks.ts lists the values. */
import type { ComparedFile } from '../diff/compared-file.ts';
import type { FactsReader } from '../facts/reader.ts';
import type { StatusReader } from '../status/reader.ts';
import type { Json } from '../base/brand.ts';
import type { Action } from '../bundle/action.ts';
import type { AnyKind, Diagnostic } from '../diag/diagnostic.ts';
import type { Watch } from '../emit/collect.ts';
import type { Draft } from '../emit/draft.ts';
import type { Model } from '../model/model.ts';
import type { FamilyName } from '../platform/release-id.ts';
import type { StackResolver } from '../resolve/stack-resolver.ts';

/**
 * `Own` is what only the stack knows of a site. What takes a model is a method, so that a `Stack<CmanOptions>` is a `Stack`:
 * safe, since a stack only ever gets back the `own` that it made itself.
 */
export type Stack<Own extends Json = Json> = {
  readonly name: string;
  /** The OS families that it runs on. */
  readonly families: readonly FamilyName[];
  /** All kinds of diagnostics that it declares. */
  readonly kinds: readonly AnyKind[];
  /** Its sections below `cluster` that no finding elsewhere rests on. */
  readonly apart: readonly string[];
  readonly resolve: StackResolver<Own>;
  check(model: Model<Own>): Iterable<Diagnostic>;
  emit(model: Model<Own>): Iterable<Draft | Action>;
  watch(model: Model<Own>): Watch;
  // Work on nodes. None of these takes a model: a bundle is enough.
  readonly status: StatusReader;
  /** Its files that are compared by meaning, besides the common ones. */
  readonly compared: readonly ComparedFile[];
  readonly facts: FactsReader;
};
