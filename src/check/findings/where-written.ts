/**
 * Moves findings about a VM to the line that must change: that of the profile or group. Several VMs with one such line give one
 * finding.
 */
import { keyAt, type Diagnostic, type Place } from '../../diag/diagnostic.ts';
import { saysUsers } from '../../resolve/vm/layers.ts';
import type { Model } from '../../model/model.ts';
import { writtenPath } from '../../model/written.ts';

type Origins = Model['origins'];

/** A finding, and the VM from which it was moved to a profile or group. */
type Placed = { readonly finding: Diagnostic; readonly vm: string | null };

export function whereWritten(found: readonly Diagnostic[], origins: Origins): readonly Diagnostic[] {
  const placed = found.map((finding) => placedOf(finding, origins));
  const alike = new Map<string, Placed[]>();
  for (const one of placed.filter(({ vm }) => vm !== null)) {
    const group = alike.get(keyOf(one));
    if (group === undefined) alike.set(keyOf(one), [one]);
    else group.push(one);
  }
  return placed.flatMap((one) => {
    const group = one.vm === null ? [one] : (alike.get(keyOf(one)) ?? []);
    return group[0] === one ? [together(one, group)] : [];
  });
}

function placedOf(finding: Diagnostic, origins: Origins): Placed {
  const at = written(finding.at, origins);
  if (at === finding.at && finding.related.length === 0) return { finding, vm: null };
  const moved = finding.related.map((one) => ({ ...one, at: written(one.at, origins) }));
  const related = moved.filter((one) => !isSame(one.at, at));
  const vm = at !== finding.at && finding.at.in === 'model' ? String(finding.at.path[1]) : null;
  return { finding: { ...finding, at, related }, vm };
}

function written(place: Place, origins: Origins): Place {
  const path = place.in === 'model' ? writtenPath(place.path, origins) : null;
  return place.in !== 'model' || path === null || path === place.path ? place : { ...place, path };
}

/** Two VMs that get a value from one line have one place. */
function isSame(a: Place, b: Place): boolean {
  return a.in === 'model' && b.in === 'model' && a.path.join('/') === b.path.join('/');
}

/** Equal for findings that differ only in the name of the VM. */
function keyOf({ finding, vm }: Placed): string {
  const { code, at, message, accepted } = finding;
  const said = vm === null ? message : message.replaceAll(vm, () => '{name}');
  return JSON.stringify([code, at, said, accepted?.because ?? null]);
}

function together({ finding, vm }: Placed, group: readonly Placed[]): Diagnostic {
  if (vm === null) return finding;
  const users = [...new Set(group.map((one) => one.vm ?? ''))].map((name) => ({ name }));
  return { ...finding, related: [...finding.related, { at: keyAt(['vms', vm]), message: saysUsers(users) }] };
}
