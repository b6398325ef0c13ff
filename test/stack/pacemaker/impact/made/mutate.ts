/** Changes of a CIB, as people and clusters make them. */
import type { El } from './cib.ts';
import { DEFINITIONS } from './definitions.ts';
import type { Dice } from './dice.ts';
import type { Changes } from './pick.ts';
import { STATUS } from './status.ts';
import { STRUCTURE } from './structure.ts';

const CHANGES: Changes = { ...DEFINITIONS, ...STRUCTURE, ...STATUS };
const NAMES = Object.keys(CHANGES);

/** Applies some changes, and says which. */
export function mutate(cib: El, dice: Dice): readonly string[] {
  const names: string[] = [];
  for (let left = 1 + dice.below(3); left > 0; left--) {
    const name = dice.of(NAMES);
    CHANGES[name]?.(cib, dice);
    names.push(name);
  }
  return names;
}
