/** The stacks that exist. Nothing else outside of a stack's own folder knows which. */
import type { Bundle } from '../bundle/bundle.ts';
import { platformOf } from '../platform/platform.ts';
import type { Platform } from '../platform/release-id.ts';
import { cman } from './cman/index.ts';
import type { Stack } from './stack.ts';

export const STACKS: readonly Stack[] = [cman];

/** The stack that runs on an OS release. */
export function stackOf({ family }: Platform): Stack {
  const found = STACKS.find(({ families }) => families.includes(family));
  if (found === undefined) throw new Error(`bug/stack: no stack runs on ${family}`);
  return found;
}

/** The stack that a bundle was made for. */
export function stackOfBundle({ platform }: Pick<Bundle, 'platform'>): Stack {
  return stackOf(platformOf(platform));
}
