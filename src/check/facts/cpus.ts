/** Processors of hosts: whether each has what a guest was given. */
import { defineDiagnostic, valueAt } from '../../diag/diagnostic.ts';
import { factsOf } from '../../resolve/facts.ts';
import type { Model } from '../../model/model.ts';
import { generationOf } from '../../platform/cpu-models.ts';
import type { Check } from '../check.ts';
import { hostsOf } from '../vm/vms.ts';

export const cpuModel = defineDiagnostic<{ vm: string; model: string; host: string; found: string }>({
  code: 'facts/cpu',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.vm} has the processor ${f.model}, and ${f.host}, where it may run, was found to have ${f.found}`,
  help: (f) => `write model: ${f.found}, or the oldest of all its hosts`,
  explain:
    'libvirt refuses to start the guest there, or to take it over: "guest CPU does not match specification". A model of a later generation, or of another maker, has ' +
    'instructions that this one lacks. libvirt.org/formatdomain, "CPU model and topology".',
});

function* hostsHaveTheProcessor(model: Model) {
  for (const vm of model.vms) {
    const name = vm.cpu !== null && vm.cpu.mode === 'custom' ? vm.cpu.model : null;
    const wanted = name === null ? undefined : generationOf(name);
    if (vm.cpu === null || name === null || wanted === undefined) continue;
    for (const host of hostsOf(vm, model.hosts)) {
      const facts = factsOf(host, model);
      const found = generationOf(facts?.cpuModel ?? '');
      if (facts === undefined || found === undefined) continue;
      if (found.maker === wanted.maker && found.rank >= wanted.rank) continue;
      const related = [{ at: valueAt([...facts.at, 'libvirt', 'cpu']), message: `${host.name} was found to have it` }];
      const says = { vm: vm.name, model: name, host: host.name, found: facts.cpuModel ?? '' };
      yield cpuModel(valueAt([...vm.cpu.at, 'model']), says, related);
    }
  }
}

export const factsCpuChecks: readonly Check[] = [hostsHaveTheProcessor];
