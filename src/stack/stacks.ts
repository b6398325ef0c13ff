/** The stacks that exist. Outside of the stacks' own folders only this file knows them. */
import type { Bundle } from '../bundle/bundle.ts';
import type { FamilyName, Platform } from '../platform/release-id.ts';
import { FAMILIES as OF_CMAN } from './cman/families.ts';
import { cman } from './cman/index.ts';
import { FAMILIES as OF_PACEMAKER } from './pacemaker/families.ts';
import { pacemaker } from './pacemaker/index.ts';
import type { Stack } from './stack.ts';

/** What is known of a stack without its code, which the built program loads when it is first used (esbuild.files.mjs). */
type Listed = { readonly name: string; readonly families: readonly FamilyName[]; readonly stack: () => Stack };

const LISTED: readonly Listed[] = [
  { name: 'cman', families: OF_CMAN, stack: () => cman },
  { name: 'pacemaker', families: OF_PACEMAKER, stack: () => pacemaker },
];

export const STACK_NAMES: readonly string[] = LISTED.map(({ name }) => name);

/** All stacks, with their code. */
export function stacks(): readonly Stack[] {
  return LISTED.map(({ stack }) => stack());
}

/** Undefined: there is no such stack. */
export function stackNamed(name: string): Stack | undefined {
  return LISTED.find((one) => one.name === name)?.stack();
}

/** The stack of a bundle. */
export function stackOfBundle({ stack: name }: Pick<Bundle, 'stack'>): Stack {
  const found = stackNamed(name);
  if (found === undefined) throw new Error(`bug/stack: there is no stack ${name}`);
  return found;
}

/** The stack that runs on an OS release. */
export function stackOf({ family }: Platform): Stack {
  const found = LISTED.find(({ families }) => families.includes(family));
  if (found === undefined) throw new Error(`bug/stack: no stack runs on ${family}`);
  return found.stack();
}

/** The OS families of these stacks; null: of all. */
export function platformsOf(names: readonly string[] | null): readonly string[] {
  return LISTED.filter(({ name }) => names?.includes(name) !== false).flatMap(({ families }) => families);
}
