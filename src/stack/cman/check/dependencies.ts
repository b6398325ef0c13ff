/** Dependencies of services and VMs: on another one that must run, or on a host of their own. */
import type { Model } from '../../../model/model.ts';
import type { CmanOptions } from '../options.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import type { Check } from '../../../check/check.ts';
import { dependencyCycles, managed } from '../../../check/site/dependency-cycles.ts';

export const dependCycle = defineDiagnostic<{ circle: readonly string[] }>({
  code: 'rm/depend-cycle',
  severity: 'error',
  message: (f) =>
    f.circle.length === 1 ? `${f.circle.join('')} depends on itself` : `${f.circle.join(' and ')} depend on each other`,
  help: () => 'remove one of the dependencies',
  explain: 'rgmanager starts none of them: each waits for the next.',
});

export const exclusive = defineDiagnostic<{ name: string; hosts: readonly string[]; own: string | null }>({
  code: 'rm/exclusive',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    f.own === null
      ? `${f.name} needs a host for itself, but others start first on each of ${f.hosts.join(' and ')}`
      : `${f.name} needs a host for itself, but when ${f.own} fails there is none: others run on ${f.hosts.join(' and ')}`,
  help: (f) => `give ${f.name} a host in run_on that no other service or VM prefers`,
  explain:
    'rgmanager starts an exclusive service or VM only on a host where nothing else runs, and nothing else joins it there.',
});

function* dependenciesEnd(model: Model) {
  for (const { first, circle } of dependencyCycles(model))
    yield dependCycle(valueAt([...first.at, 'depend']), { circle });
}

function* exclusiveOnesHaveAHost(model: Model) {
  const all = managed(model).filter(({ autostart }) => autostart);
  for (const one of all.filter((other) => other.exclusive)) {
    const preferred = new Set(all.flatMap(({ id, runOn: [first] }) => (id === one.id ? [] : [first])));
    const free = one.runOn.filter((host) => !preferred.has(host));
    const isLost = free.length === 0 || (one.runOn.length > 1 && free.length === 1 && free[0] === one.runOn[0]);
    if (one.runOn.length === 0 || !isLost) continue;
    const hosts = one.runOn.filter((host) => !free.includes(host));
    yield exclusive(keyAt([...one.at, 'exclusive']), { name: one.name, hosts, own: free[0] ?? null });
  }
}

export const dependencyChecks: readonly Check<CmanOptions>[] = [dependenciesEnd, exclusiveOnesHaveAHost];
