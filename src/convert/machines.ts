/** What another release does to the hardware that guests see. */
import type { Model, Vm } from '../model/model.ts';
import { oldestDialect } from '../platform/platform.ts';
import { meaning, type Meaning } from './meaning.ts';

/** The machine type of each VM, and what stays of its identity. */
export function machineMeanings(before: Model, after: Model): readonly Meaning[] {
  const types = [machineFor(before), machineFor(after)] as const;
  return after.vms.flatMap((vm) => {
    const old = before.vms.find(({ name }) => name === vm.name);
    return old === undefined ? [] : [...machineOf(old, vm, types), identityOf(old, vm)];
  });
}

/** The machine type of a VM that says none. */
function machineFor({ cluster, hosts }: Model): string {
  return oldestDialect([cluster, ...hosts].map(({ platform }) => platform)).machine;
}

function machineOf(before: Vm, after: Vm, [old, fresh]: readonly [string, string]): readonly Meaning[] {
  const subject = { kind: 'vm', name: after.name } as const;
  if ((before.machine ?? old) === (after.machine ?? fresh)) return [];
  const sentence = `the guest gets the machine ${after.machine ?? fresh} instead of ${before.machine ?? old}: its system has to boot on that chipset, and finds its network cards at other addresses`;
  return [meaning(subject, 'changes', 'hardware', sentence, after.at)];
}

function identityOf(before: Vm, after: Vm): Meaning {
  const subject = { kind: 'vm', name: after.name } as const;
  const macs = ({ nics }: Vm) => nics.map(({ mac }) => mac).join(' ');
  const same = before.uuid === after.uuid && macs(before) === macs(after);
  const sentence = same ? 'UUID, MAC addresses and disks stay' : 'its UUID or its MAC addresses change';
  return meaning(subject, same ? 'keeps' : 'changes', 'identity', sentence, after.at);
}
