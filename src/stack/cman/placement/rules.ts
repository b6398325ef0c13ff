/** The two ways in which rgmanager decides: each node for itself, or one node for all with central processing. */
import type { CmanModel } from '../options.ts';
import type { Unit } from './units.ts';

export type Rules = {
  readonly central: boolean;
  /** In the order in which they are considered. */
  readonly units: readonly Unit[];
  /** Those that stop when it stops. Only central processing knows a soft dependency. */
  readonly dependents: (unit: Unit) => readonly Unit[];
};

export function rulesOf({ own }: CmanModel, units: readonly Unit[]): Rules {
  const central = own.rgmanager.centralProcessing === true;
  const byNeed = new Map<string, Unit[]>();
  for (const unit of units)
    if (unit.depend !== null && !(central && unit.soft))
      byNeed.set(unit.depend, [...(byNeed.get(unit.depend) ?? []), unit]);
  return {
    central,
    units: central ? units.toSorted((a, b) => a.priority - b.priority) : units,
    dependents: ({ name }) => byNeed.get(name) ?? [],
  };
}
