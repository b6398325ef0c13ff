/** What another release does to the hardware that guests see. */
import type { Model, Vm } from '../model/model.ts';
import type { Dialect } from '../platform/dialect.ts';
import { oldestDialect } from '../platform/platform.ts';
import { meaning, type Meaning } from './meaning.ts';

/** The machine type of each VM, and what stays of its identity. */
export function machineMeanings(before: Model, after: Model): readonly Meaning[] {
  const dialects = [dialectFor(before), dialectFor(after)] as const;
  return after.vms.flatMap((vm) => {
    const old = before.vms.find(({ name }) => name === vm.name);
    return old === undefined
      ? []
      : [...machineOf(old, vm, dialects), ...cardOf(old, vm, dialects), identityOf(old, vm)];
  });
}

/** Defaults for a VM whose site names no machine type or graphics card. */
function dialectFor({ cluster, hosts }: Model): Dialect {
  return oldestDialect([cluster, ...hosts].map(({ platform }) => platform));
}

type Dialects = readonly [old: Dialect, fresh: Dialect];

function cardOf(before: Vm, after: Vm, [old, fresh]: Dialects): readonly Meaning[] {
  const [was, is] = [before.video ?? old.video, after.video ?? fresh.video];
  if (was === is) return [];
  const subject = { kind: 'vm', name: after.name } as const;
  const sentence = `the guest gets the graphics card ${is} instead of ${was}`;
  return [meaning(subject, 'changes', 'graphics card', sentence, after.at)];
}

function machineOf(before: Vm, after: Vm, dialects: Dialects): readonly Meaning[] {
  const subject = { kind: 'vm', name: after.name } as const;
  const [old, fresh] = dialects.map(({ machine }) => machine);
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
