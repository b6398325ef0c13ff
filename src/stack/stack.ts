/** What one kind of cluster software supplies: each member is declared by the stage that uses it. stacks.ts lists the values. */
import type { Check } from '../check/check.ts';
import type { Runtime } from '../bundle/runtime.ts';
import type { NodeProfile } from '../deploy/node/profile.ts';
import type { AnyKind } from '../diag/diagnostic.ts';
import type { Emitter } from '../emit/draft.ts';
import type { Model } from '../model/model.ts';
import type { FamilyName } from '../platform/release-id.ts';

export type Stack = {
  readonly name: string;
  /** The OS families that it runs on. */
  readonly families: readonly FamilyName[];
  /** All kinds of diagnostics that it declares. */
  readonly kinds: readonly AnyKind[];
  readonly checks: readonly Check[];
  readonly emitters: readonly Emitter[];
  /** How a bundle says that nodes are asked about the running cluster. */
  readonly runtime: (model: Model) => Runtime;
  // Work on nodes: without a model, as a bundle has to be enough.
  readonly node: NodeProfile;
};
