/** Dependencies of services and VMs: on another one that must run, or on a host of their own. */
import type { Model } from '../../../model/model.ts';
import type { CmanOptions } from '../options.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import type { Policy } from '../../../model/service.ts';
import type { Written } from '../../../model/entity.ts';
import type { Check } from '../../../check/check.ts';

export const dependCycle = defineDiagnostic<{ circle: readonly string[] }>({
  code: 'rm/depend-cycle',
  severity: 'error',
  message: (f) =>
    f.circle.length === 1 ? `${f.circle.join('')} depends on itself` : `${f.circle.join(' and ')} depend on each other`,
  help: () => 'remove one of the dependencies',
  explain: 'rgmanager starts none of them: each waits for the next. Domain chapter 10.5.',
});

export const exclusive = defineDiagnostic<{ name: string; hosts: readonly string[] }>({
  code: 'rm/exclusive',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.name} wants a host for itself, but each of ${f.hosts.join(' and ')} is where others start first`,
  help: (f) => `give ${f.name} a host in run_on that no other service or VM prefers`,
  explain:
    'rgmanager starts an exclusive service or VM only on a host where nothing else runs, and nothing else beside it. Domain chapter 10.5.',
});

type Managed = Written & Policy & { readonly id: string; readonly name: string };

function managed({ services, vms }: Model): readonly Managed[] {
  return [
    ...services.map((one) => ({ ...one, id: `service/${one.name}` })),
    ...vms.map((one) => ({ ...one, id: `vm/${one.name}` })),
  ];
}

function* dependenciesEnd(model: Model) {
  const all = new Map(managed(model).map((one) => [one.id, one]));
  const reported = new Set<string>();
  for (const one of all.values()) {
    const cycle = cycleFrom(one, all);
    if (cycle.length === 0 || cycle.some((id) => reported.has(id))) continue;
    for (const id of cycle) reported.add(id);
    yield dependCycle(valueAt([...one.at, 'depend']), { circle: cycle });
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

function* exclusiveOnesHaveAHost(model: Model) {
  const all = managed(model).filter(({ autostart }) => autostart);
  for (const one of all.filter((other) => other.exclusive)) {
    const preferred = new Set(all.flatMap(({ id, runOn: [first] }) => (id === one.id ? [] : [first])));
    if (one.runOn.length > 0 && one.runOn.every((host) => preferred.has(host)))
      yield exclusive(keyAt([...one.at, 'exclusive']), { name: one.name, hosts: one.runOn });
  }
}

export const dependencyChecks: readonly Check<CmanOptions>[] = [dependenciesEnd, exclusiveOnesHaveAHost];
