/** Where each VM runs, and what happens to it when its host or the VM itself fails. Pure. */
import { as, type HostName } from '../../base/brand.ts';
import type { Model, Vm } from '../../model/model.ts';
import { span } from '../span.ts';
import { text, type Block, type Cell } from './document.ts';
import { FEW, groupedBy, inNaturalOrder, namesText, sizeWords } from './names.ts';

/** One row a VM; of many, those that behave alike share one. */
export function guestBlocks({ hosts, vms, services }: Model): readonly Block[] {
  if (vms.length + services.length === 0) return [text('The site has no VM and no service.')];
  const groups =
    vms.length > FEW ? groupedBy(vms, behaviourOf) : inNaturalOrder(vms, ({ name }) => name).map((vm) => [vm]);
  const order = new Map(hosts.map(({ name }, index) => [name, index]));
  const first = ([vm]: readonly Vm[]) => order.get(vm?.runOn[0] ?? NO_HOST) ?? order.size;
  const rows = vms.length > FEW ? groups.toSorted((a, b) => first(a) - first(b)).map(rowOf) : groups.map(rowOf);
  const table = {
    is: 'table' as const,
    caption: 'VMs, and where they go',
    head: ['VM', 'Memory', 'Runs on', 'If that host fails', 'If the VM fails', 'Planned moves', 'At cluster start'],
    rows,
  };
  return vms.length === 0 ? serviceBlocks(services) : [table, ...serviceBlocks(services)];
}

/** No host has an empty name. */
const NO_HOST = as<HostName>('');

function behaviourOf({ runOn, recovery, maxRestarts, migrate, autostart }: Vm): string {
  return JSON.stringify([runOn, recovery, maxRestarts, migrate, autostart]);
}

function rowOf(vms: readonly Vm[]): readonly Cell[] {
  const [vm] = vms;
  if (vm === undefined) return [];
  const memory = vms.reduce((sum, one) => sum + one.memory, 0);
  return [
    [namesText(vms.map(({ name }) => name))],
    [vms.length === 1 ? sizeWords(memory) : `${vms.length} VMs, ${sizeWords(memory)}`],
    [vm.runOn[0] ?? 'no host'],
    [failoverWords(vm)],
    [recoveryWords(vm)],
    [vm.migrate === 'live' ? 'migrates live' : 'paused while it moves'],
    [vm.autostart ? 'starts' : 'stays off'],
  ];
}

type Placed = Pick<Vm, 'runOn' | 'recovery' | 'maxRestarts' | 'restartExpireTime'>;

export function failoverWords({ runOn, recovery }: Pick<Placed, 'runOn' | 'recovery'>): string {
  if (recovery === 'disable') return 'stays down';
  const others = runOn.slice(1);
  return others.length === 0 ? 'stays down: no other host' : `restarts on ${others.join(', then ')}`;
}

function recoveryWords({ recovery, maxRestarts, restartExpireTime }: Placed): string {
  if (recovery === 'disable') return 'stays down';
  if (recovery === 'relocate') return 'restarts on another host';
  return maxRestarts === 0
    ? 'restarts on its host'
    : `restarts on its host, ${times(maxRestarts)} in ${span(restartExpireTime)}, then on another`;
}

function times(most: number): string {
  return most === 1 ? 'once' : `up to ${most} times`;
}

function serviceBlocks(services: Model['services']): readonly Block[] {
  if (services.length === 0) return [];
  const rows = services.map((one): readonly Cell[] => [
    [one.name],
    [one.runOn[0] ?? 'no host'],
    [failoverWords(one)],
    [recoveryWords(one)],
    [one.autostart ? 'starts' : 'stays off'],
  ]);
  const head = ['Service', 'Runs on', 'If that host fails', 'If the service fails', 'At cluster start'];
  return [{ is: 'table', caption: 'Services, and where they go', head, rows }];
}
