/** What a cluster stack supplies. Each member is declared by the stage that uses it; stacks.ts lists the values. */
import type { Json } from '../base/brand.ts';
import type { Action } from '../bundle/action.ts';
import type { Runtime } from '../bundle/runtime.ts';
import type { OwnedDocument } from '../deploy/node/documents.ts';
import type { NotBuilt, Reaching } from '../deploy/plan/document.ts';
import type { NodeProfile } from '../deploy/node/profile.ts';
import type { Change } from '../deploy/plan/changes.ts';
import type { ComparedFile } from '../diff/compared-file.ts';
import type { CommandForm } from '../bundle/commands.ts';
import type { AnyKind, Diagnostic } from '../diag/diagnostic.ts';
import type { Conversion } from '../convert/meaning.ts';
import type { Draft } from '../emit/draft.ts';
import type { FactsReader } from '../facts/reader.ts';
import type { Predictor } from '../impact/impact.ts';
import type { Leaving, Restarting } from '../impact/leaving.ts';
import type { Importer } from '../import/importer.ts';
import type { Identity } from '../model/identity.ts';
import type { Model } from '../model/model.ts';
import type { TimerSet } from '../model/timers.ts';
import type { Placer } from '../placement/placement.ts';
import type { FamilyName } from '../platform/release-id.ts';
import type { StackResolver } from '../resolve/stack-resolver.ts';
import type { StatusReader } from '../status/reader.ts';

/**
 * `Own` is what only the stack knows of a site. Members that take a model are methods, so that a `Stack` with its own options
 * is assignable to `Stack`. That is safe, since a stack only gets back the `own` that it made itself.
 */
export type Stack<Own extends Json = Json> = {
  readonly name: string;
  /** The OS families that it runs on. */
  readonly families: readonly FamilyName[];
  /** Its kinds of diagnostics, loaded on demand: only explanations need them. */
  readonly kinds: () => Promise<StackKinds>;
  /** Its sections below `cluster` that no finding elsewhere depends on. */
  readonly apart: readonly string[];
  readonly resolve: StackResolver<Own>;
  check(model: Model<Own>): Iterable<Diagnostic>;
  /** What its clusters must not have in common with others on the network, besides what every stack has. */
  identities(model: Model<Own>): readonly Identity[];
  emit(model: Model<Own>): Iterable<Draft | Action>;
  /** Its choice of hosts, for capacity and `simulate`. */
  placer(model: Model<Own>): Placer;
  /** The smallest times that fit each other; null where none depend on each other. */
  timers(model: Model<Own>): TimerSet | null;
  /** How a bundle asks nodes about the running cluster. */
  runtime(model: Model<Own>): Runtime;
  /** The source of facts about resource agents, as `explain` names it. */
  readonly agentsFrom: string;
  /** What a site of another stack means on this one, loaded on demand. Null: nothing is known of it. */
  readonly conversion: (() => Promise<Conversion>) | null;
  /** Its work on nodes, loaded on demand: compiling a site needs none of it. */
  readonly operations: () => Promise<Operations>;
};

export type StackKinds = {
  /** All kinds that it declares. */
  readonly kinds: readonly AnyKind[];
  /** What it adds to the explanations of common kinds, by code. */
  readonly notes: { readonly [code: string]: string };
};

/** Work on nodes. Nothing here takes a model: a bundle is enough. */
export type Operations = {
  /** Every command that it runs on nodes: a bundle with another one is refused. */
  readonly commands: readonly CommandForm[];
  readonly node: NodeProfile;
  readonly status: StatusReader;
  readonly predictor: Predictor;
  /** Files that are compared by meaning, besides the common ones. */
  readonly compared: readonly ComparedFile[];
  readonly facts: FactsReader;
  /** The documents that its daemons keep. */
  readonly documents: readonly OwnedDocument[];
  /** Changes that it cannot bring to nodes: code `push/not-supported`. Absent: it can all. */
  readonly notBuilt?: (reaching: Reaching) => readonly NotBuilt[];
  /**
   * The actions of a bundle as these changes need them, where that depends on what a node has now; further ones are last, as nodes answer by the order
   * of questions. Absent: as they are.
   */
  readonly actionsFor?: (actions: readonly Action[], changes: readonly Change[]) => readonly Action[];
  /** How hosts leave its clusters. Absent: an administrator takes them out. */
  readonly leaving?: Leaving;
  /** How their daemons are restarted, where no action on services does it. */
  readonly restarting?: Restarting;
  /** Null: clusters of this stack cannot be imported. */
  readonly importer: Importer | null;
};
