/** Determines if a colocation applies at a stage of the assignment. */
import type { Colocation, Resource } from '../input/model.ts';
import { Role } from '../input/text.ts';

/** What a colocation can still affect: the dependent's node, its role, or nothing. */
export function effectOf(
  dependent: Resource,
  primary: Resource,
  colocation: Colocation,
  preview: boolean,
): 'nothing' | 'role' | 'location' {
  const { score, dependentRole, primaryRole } = colocation;
  if (!preview && primary.is.provisional) return 'nothing';
  if (dependentRole >= Role.unpromoted && dependent.parent?.is.promotable === true && !dependent.is.provisional)
    return 'role';
  if (!preview && !dependent.is.provisional) return 'nothing';
  const other = (role: Role, next: Role) => role !== Role.unknown && (score > 0 ? role !== next : role === next);
  return other(dependentRole, dependent.nextRole) || other(primaryRole, primary.nextRole) ? 'nothing' : 'location';
}
