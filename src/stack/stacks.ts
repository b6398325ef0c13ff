/** The stacks that exist. Nothing else outside of a stack's own folder knows which. */
import type { Bundle } from '../bundle/bundle.ts';
import type { Platform } from '../platform/release-id.ts';
import { cman } from './cman/index.ts';
import type { Stack } from './stack.ts';

export const STACKS: readonly Stack[] = [cman];

/** The stack that a bundle is for. One that names none is older than stacks, and of cman. */
export function stackOfBundle(bundle: Pick<Bundle, 'stack'>): Stack {
  const name = stackNameOf(bundle);
  const found = STACKS.find((stack) => stack.name === name);
  if (found === undefined) throw new Error(`bug/stack: there is no stack ${name}`);
  return found;
}

/** The name of the stack that a bundle is for. */
export function stackNameOf({ stack = cman.name }: Pick<Bundle, 'stack'>): string {
  return stack;
}

/** What a bundle says of its stack: nothing for cman, so that every bundle of before keeps its identity. */
export function stackField({ name }: Stack): { readonly stack?: string } {
  return name === cman.name ? {} : { stack: name };
}

/** The stack that runs on an OS release. */
export function stackOf({ family }: Platform): Stack {
  const found = STACKS.find(({ families }) => families.includes(family));
  if (found === undefined) throw new Error(`bug/stack: no stack runs on ${family}`);
  return found;
}
