/** Spec -> settings of the resource agent for VMs, besides the policy that VMs share with services. */
import type { SourcePath } from '../../base/brand.ts';
import { own } from '../../base/json.ts';
import type * as Spec from '../../spec/spec.gen.ts';
import { DEFAULTS } from '../defaults.ts';
import type { Ledger } from '../ledger.ts';
import { type Table, byName } from '../tables.ts';
import type { VmAgent } from '../../model/service.ts';
import type { Host } from '../../model/model.ts';

type AgentContext = { readonly hosts: Table<Host>; readonly ledger: Ledger };
type WrittenAgent = Pick<Spec.Vm, 'migrate' | 'migration_mapping' | 'path' | 'xmlfile'>;

/** Reports `ref/unknown` for hosts of a migration mapping. */
export function agentOf(value: WrittenAgent, at: SourcePath, { hosts, ledger }: AgentContext): VmAgent {
  return {
    migrate: ledger.defaulted<VmAgent['migrate']>(value.migrate, [...at, 'migrate'], DEFAULTS.vm.migrate),
    migrationMapping: mappingOf(value.migration_mapping, [...at, 'migration_mapping'], { hosts, ledger }),
    path: value.path ?? null,
    xmlfile: value.xmlfile ?? null,
  };
}

function mappingOf(
  written: Spec.Vm['migration_mapping'],
  at: SourcePath,
  { hosts, ledger }: AgentContext,
): VmAgent['migrationMapping'] {
  const all = [...hosts.entries.values()];
  const targets = written ?? derivedTargets(all, at, ledger);
  if (targets === undefined) return null;
  for (const { name, at: place } of byName(written, at)) ledger.refer(name, place, hosts);
  return all.flatMap(({ name, nodeName }) => {
    const target = own(targets, name);
    return target === undefined ? [] : [{ member: nodeName, target }];
  });
}

/** Only if a host has a separate migration address. Always written then, as adding the first one re-binds the VM. */
function derivedTargets(
  hosts: readonly Host[],
  at: SourcePath,
  ledger: Ledger,
): { readonly [host: string]: string } | undefined {
  if (hosts.every(({ addresses }) => addresses.migration === addresses.cluster)) return undefined;
  const targets = Object.fromEntries(hosts.map(({ name, addresses }) => [name, addresses.migration]));
  const because = 'a host has an address for migrations; vm.sh gets the address of each member';
  return ledger.derived(targets, at, because, [['hosts']]);
}
