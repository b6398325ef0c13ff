/** The stacks that exist. Outside of the stacks' own folders only this file knows them. */
import type { Bundle } from '../bundle/bundle.ts';
import type { Platform } from '../platform/release-id.ts';
import { cman } from './cman/index.ts';
import { pacemaker } from './pacemaker/index.ts';
import type { Stack } from './stack.ts';

export const STACKS: readonly Stack[] = [cman, pacemaker];

/** The stack of a bundle. */
export function stackOfBundle({ stack: name }: Pick<Bundle, 'stack'>): Stack {
  const found = STACKS.find((stack) => stack.name === name);
  if (found === undefined) throw new Error(`bug/stack: there is no stack ${name}`);
  return found;
}

/** The stack that runs on an OS release. */
export function stackOf({ family }: Platform): Stack {
  const found = STACKS.find(({ families }) => families.includes(family));
  if (found === undefined) throw new Error(`bug/stack: no stack runs on ${family}`);
  return found;
}

/** The OS families of these stacks; null: of all. */
export function platformsOf(names: readonly string[] | null): readonly string[] {
  return STACKS.filter(({ name }) => names?.includes(name) !== false).flatMap(({ families }) => families);
}
