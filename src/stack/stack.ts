/** What one kind of cluster software supplies: each member is declared by the stage that uses it. stacks.ts lists the values. */
import type { Check } from '../check/check.ts';
import type { AnyKind } from '../diag/diagnostic.ts';
import type { Emitter } from '../emit/draft.ts';
import type { Watch } from '../emit/collect.ts';
import type { Importer } from '../import/importer.ts';
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
  /** Null: clusters of this stack cannot be imported. */
  readonly importer: Importer | null;
  readonly watch: (model: Model) => Watch;
};
