/** What one kind of cluster software supplies: each member is declared by the stage that uses it. stacks.ts lists the values. */
import type { Check } from '../check/check.ts';
import type { ComparedFile } from '../diff/compared-file.ts';
import type { AnyKind } from '../diag/diagnostic.ts';
import type { Emitter } from '../emit/draft.ts';
import type { Watch } from '../emit/collect.ts';
import type { FactsReader } from '../facts/reader.ts';
import type { StatusReader } from '../status/reader.ts';
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
  /** Files of its own that `diff`, `plan` and `status` compare by meaning. */
  readonly compared: readonly ComparedFile[];
  readonly facts: FactsReader;
  readonly status: StatusReader;
  readonly watch: (model: Model) => Watch;
};
