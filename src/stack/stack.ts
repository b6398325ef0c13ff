/** What one kind of cluster software supplies: each member is declared by the stage that uses it. stacks.ts lists the values. */
import type { Json } from '../base/brand.ts';
import type { Action } from '../bundle/action.ts';
import type { Runtime } from '../bundle/runtime.ts';
import type { NodeProfile } from '../deploy/node/profile.ts';
import type { ComparedFile } from '../diff/compared-file.ts';
import type { CommandForm } from '../bundle/commands.ts';
import type { AnyKind, Diagnostic } from '../diag/diagnostic.ts';
import type { Draft } from '../emit/draft.ts';
import type { FactsReader } from '../facts/reader.ts';
import type { Predictor } from '../impact/impact.ts';
import type { Importer } from '../import/importer.ts';
import type { Model } from '../model/model.ts';
import type { FamilyName } from '../platform/release-id.ts';
import type { StackResolver } from '../resolve/stack-resolver.ts';
import type { StatusReader } from '../status/reader.ts';

/**
 * `Own` is what only the stack knows of a site. What takes a model is a method, so that a `Stack` with options of its own is a `Stack`:
 * safe, since a stack only ever gets back the `own` that it made itself.
 */
export type Stack<Own extends Json = Json> = {
  readonly name: string;
  /** The OS families that it runs on. */
  readonly families: readonly FamilyName[];
  /** All kinds of diagnostics that it declares. */
  readonly kinds: readonly AnyKind[];
  /** What it adds to the explanations of common kinds, by code. */
  readonly notes: { readonly [code: string]: string };
  /** Its sections below `cluster` that no finding elsewhere rests on. */
  readonly apart: readonly string[];
  readonly resolve: StackResolver<Own>;
  check(model: Model<Own>): Iterable<Diagnostic>;
  emit(model: Model<Own>): Iterable<Draft | Action>;
  /** How a bundle says that nodes are asked about the running cluster. */
  runtime(model: Model<Own>): Runtime;
  /** Where `explain` says that the facts about resource agents come from. */
  readonly agentsFrom: string;
  /** Its work on nodes, loaded when it is needed: compiling a site needs none of it. */
  readonly operations: () => Promise<Operations>;
};

/** Work on nodes. Nothing here takes a model: a bundle is enough. */
export type Operations = {
  /** Every command that it runs on nodes: a bundle with another one is refused. */
  readonly commands: readonly CommandForm[];
  readonly node: NodeProfile;
  readonly status: StatusReader;
  readonly predictor: Predictor;
  /** Its files that are compared by meaning, besides the common ones. */
  readonly compared: readonly ComparedFile[];
  readonly facts: FactsReader;
  /** Null: clusters of this stack cannot be imported. */
  readonly importer: Importer | null;
};
