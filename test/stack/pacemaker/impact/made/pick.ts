/** Parts of a CIB to choose from. */
import { below, first, type El } from './cib.ts';
import type { Dice } from './dice.ts';

export type Change = (cib: El, dice: Dice) => void;
export type Changes = { readonly [name: string]: Change };

export const idOf = ({ attributes }: El): string => attributes['id'] ?? '';
export const resources = (cib: El): El => first(cib, 'resources');
export const constraints = (cib: El): El => first(cib, 'constraints');
export const primitives = (cib: El): El[] => below(resources(cib), 'primitive');
export const hosts = (cib: El): string[] =>
  first(cib, 'nodes').children.map(({ attributes }) => attributes['uname'] ?? '');
export const tops = (cib: El): El[] => resources(cib).children.filter(({ name }) => name !== 'template');
export const states = (cib: El): El[] => below(cib, 'node_state');

export function anyOf(items: readonly El[], dice: Dice): El | undefined {
  return items.length === 0 ? undefined : dice.of(items);
}

export function remove(parent: El, child: El | undefined): void {
  parent.children = parent.children.filter((each) => each !== child);
}

/** An id that is not in the CIB yet. */
export function fresh(cib: El, prefix: string): string {
  const ids = new Set(everyId(cib));
  let at = 1;
  while (ids.has(`${prefix}-n${at}`)) at += 1;
  return `${prefix}-n${at}`;
}

function everyId({ attributes, children }: El): string[] {
  return [attributes['id'] ?? '', ...children.flatMap(everyId)];
}
