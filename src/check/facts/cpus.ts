/** Processors of hosts: whether each has what a guest was given. */
import { defineDiagnostic, valueAt } from '../../diag/diagnostic.ts';
import { factsOf } from '../../resolve/facts.ts';
import type { HostFacts } from '../../model/host-facts.ts';
import type { Host, Model, Vm } from '../../model/model.ts';
import { generationOf, isEnough, type CpuGeneration } from '../../platform/cpu-models.ts';
import type { Check } from '../check.ts';
import { hostsOf } from '../vm/vms.ts';

export const cpuModel = defineDiagnostic<{
  vm: string;
  model: string;
  host: string;
  found: string;
  /** The model that all its hosts have; null if there is none, as they are of several makers. */
  common: string | null;
}>({
  code: 'facts/cpu',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.vm} has the processor ${f.model}, and ${f.host}, where it may run, was found to have ${f.found}`,
  help: (f) => (f.common === null ? `let ${f.vm} run on hosts of one maker` : `write model: ${f.common}`),
  explain:
    'libvirt refuses to start the guest there, or to take it over: "guest CPU does not match specification". A model of a later generation, or of another maker, has ' +
    'instructions that this one lacks. libvirt.org/formatdomain, "CPU model and topology".',
});

type Found = { readonly host: Host; readonly facts: HostFacts; readonly model: string; readonly is: CpuGeneration };

/** The processors of the hosts of a VM, as far as they are known. */
function foundFor(vm: Vm, model: Model): readonly Found[] {
  return hostsOf(vm, model.hosts).flatMap((host) => {
    const facts = factsOf(host, model);
    const name = facts?.cpuModel ?? '';
    const is = generationOf(name);
    return facts === undefined || is === undefined ? [] : [{ host, facts, model: name, is }];
  });
}

/** The model of a host, with or without transactions, that all others have, too. */
function commonOf(found: readonly Found[]): string | null {
  const names = found.flatMap(({ model }) => [model, model.replace(/(-IBRS)?$/, '-noTSX$1')]);
  return names.find((name) => found.every(({ is }) => hasModel(is, name))) ?? null;
}

function hasModel(found: CpuGeneration, name: string): boolean {
  const wanted = generationOf(name);
  return wanted !== undefined && isEnough(found, wanted);
}

function* hostsHaveTheProcessor(model: Model) {
  for (const vm of model.vms) {
    const name = vm.cpu !== null && vm.cpu.mode === 'custom' ? vm.cpu.model : null;
    const wanted = name === null ? undefined : generationOf(name);
    if (vm.cpu === null || name === null || wanted === undefined) continue;
    const found = foundFor(vm, model);
    const common = commonOf(found);
    for (const { host, facts, model: theirs } of found.filter(({ is }) => !isEnough(is, wanted))) {
      const related = [{ at: valueAt([...facts.at, 'libvirt', 'cpu']), message: `${host.name} was found to have it` }];
      const says = { vm: vm.name, model: name, host: host.name, found: theirs, common };
      yield cpuModel(valueAt([...vm.cpu.at, 'model']), says, related);
    }
  }
}

export const factsCpuChecks: readonly Check[] = [hostsHaveTheProcessor];
