/** Services and VMs whose `depend` leads back to themselves. */
import type { Model } from '../../model/model.ts';
import type { Written } from '../../model/entity.ts';
import type { Policy } from '../../model/service.ts';

/** A service or VM; `id` as `depend` names it: `service/web`, `vm/vm1`. */
export type Managed = Written & Pick<Policy, Used> & { readonly id: string; readonly name: string };
type Used = 'autostart' | 'depend' | 'exclusive' | 'runOn';

/** All services, then all VMs. */
export function managed({ services, vms }: Pick<Model, 'services' | 'vms'>): readonly Managed[] {
  return [...services.map((one) => managedAs('service', one)), ...vms.map((one) => managedAs('vm', one))];
}

function managedAs(kind: string, one: Omit<Managed, 'id'>): Managed {
  const { at, name, autostart, depend, exclusive, runOn } = one;
  return { id: `${kind}/${name}`, at, name, autostart, depend, exclusive, runOn };
}

/** Each cycle once: its first member, and the ids along it. */
export function* dependencyCycles(
  model: Pick<Model, 'services' | 'vms'>,
): Generator<{ readonly first: Managed; readonly circle: readonly string[] }> {
  const all = new Map(managed(model).map((one) => [one.id, one]));
  const reported = new Set<string>();
  for (const first of all.values()) {
    const circle = cycleFrom(first, all);
    if (circle.length === 0 || circle.some((id) => reported.has(id))) continue;
    for (const id of circle) reported.add(id);
    yield { first, circle };
  }
}

/** The cycle through `start`; empty if the path ends, or leads into a cycle without it. */
function cycleFrom(start: Managed, all: ReadonlyMap<string, Managed>): readonly string[] {
  const way: string[] = [];
  let here: Managed | undefined = start;
  while (here !== undefined && !way.includes(here.id)) {
    way.push(here.id);
    here = here.depend === null ? undefined : all.get(`${here.depend.kind}/${here.depend.name}`);
  }
  return here === start ? way : [];
}
