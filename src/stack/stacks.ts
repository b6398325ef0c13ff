/** The stacks that exist. Outside of the stacks' own folders only this file knows them. */
import type { Bundle } from '../bundle/bundle.ts';
import type { Platform } from '../platform/release-id.ts';
import { cman } from './cman/index.ts';
import type { Stack } from './stack.ts';

export const STACKS: readonly Stack[] = [cman];

/** The stack of a bundle. A bundle without one is older than the field, and for cman. */
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

/** A bundle's field for its stack: absent for cman, so that older bundles keep their identity. */
export function stackField({ name }: Stack): { readonly stack?: string } {
  return name === cman.name ? {} : { stack: name };
}

/** The stack that runs on an OS release. */
export function stackOf({ family }: Platform): Stack {
  const found = STACKS.find(({ families }) => families.includes(family));
  if (found === undefined) throw new Error(`bug/stack: no stack runs on ${family}`);
  return found;
}
