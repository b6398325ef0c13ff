/** A stack: the checks and emitters that only one family of cluster software has. A new one is one folder and one line here. */
import type { Check } from '../check/check.ts';
import type { Emitter } from '../emit/draft.ts';
import type { Watch } from '../emit/collect.ts';
import type { Model } from '../model/model.ts';
import { cman } from './cman/index.ts';

export type Stack = {
  readonly name: string;
  readonly checks: readonly Check[];
  readonly emitters: readonly Emitter[];
  readonly watch: (model: Model) => Watch;
};

const STACKS: { readonly [F in Model['cluster']['platform']['family']]: Stack } = {
  rhel5: cman,
  rhel6: cman,
  fedora: cman,
};

/** The stack of the model's platform. */
export function stackOf(model: Model): Stack {
  return STACKS[model.cluster.platform.family];
}
