/** Memory of each host when all hosts run, and after the loss of each single one. Pure. */
import type { HostName } from '../../base/brand.ts';
import type { Model, Vm } from '../../model/model.ts';
import { count } from '../count.ts';
import { text, type Block, type Cell } from './document.ts';
import { namesText, sizeWords } from './names.ts';

/** What a host runs, and the memory that it has for VMs. Bytes. */
export type Load = {
  readonly host: HostName;
  readonly vms: readonly Vm[];
  readonly used: number;
  readonly room: number;
};

/** `lost` null: all hosts run. `homeless`: VMs that no other host may run. `moved`: hosts that get VMs, and which. */
export type Loss = {
  readonly lost: HostName | null;
  readonly loads: readonly Load[];
  readonly moved: ReadonlyMap<HostName, readonly Vm[]>;
  readonly homeless: readonly Vm[];
};

/** Memory that a host keeps for itself: our choice, decision 18. */
const RESERVE = 1024 ** 3;

/** All hosts, then each host lost. A VM goes to the first host of its list that is left. */
export function lossesOf({ hosts, vms }: Pick<Model, 'hosts' | 'vms'>): readonly Loss[] {
  return [null, ...hosts.map(({ name }) => name)].map((lost) => lossOf(lost, hosts, vms));
}

function lossOf(lost: HostName | null, hosts: Model['hosts'], vms: readonly Vm[]): Loss {
  const placed = new Map<HostName | null, Vm[]>([null, ...hosts.map(({ name }) => name)].map((host) => [host, []]));
  const moved = new Map<HostName, Vm[]>();
  for (const vm of vms) {
    const host = vm.runOn.find((one) => one !== lost) ?? null;
    placed.get(host)?.push(vm);
    if (host !== null && vm.runOn[0] === lost) moved.set(host, [...(moved.get(host) ?? []), vm]);
  }
  const left = hosts.filter(({ name }) => name !== lost);
  const loads = left.map(({ name, memory }) => loadOf(name, memory, placed.get(name)));
  return { lost, loads, moved, homeless: placed.get(null) ?? [] };
}

function loadOf(host: HostName, memory: number, vms: readonly Vm[] = []): Load {
  const used = vms.reduce((sum, vm) => sum + vm.memory, 0);
  return { host, vms, used, room: Math.max(0, memory - RESERVE) };
}

/** A sentence with the outcome, then a row a host. Of many hosts only those that get VMs are shown. */
export function capacityBlocks(model: Model): readonly Block[] {
  if (model.vms.length === 0) return [text('The site has no VM.')];
  const losses = lossesOf(model);
  return [summaryOf(losses), tableOf(losses, model.hosts.length), text(ASSUMED)];
}

const ASSUMED =
  'Every VM counts with its full memory, also one that does not start by itself, and runs on the first host of its list that is left. ' +
  'Each host keeps 1 GiB for itself.';

function summaryOf(losses: readonly Loss[]): Block {
  const bad = losses.filter(({ loads, homeless }) => homeless.length > 0 || loads.some(isFull));
  if (bad.length === 0)
    return { is: 'callout', tone: 'good', lines: [['The memory is enough after the loss of any single host.']] };
  const lines = bad.map(({ lost, loads, homeless }) => {
    const full = loads.filter(isFull).map(({ host, used, room }) => `${host} lacks ${sizeWords(used - room)}`);
    const down = homeless.length === 0 ? [] : [`${namesText(homeless.map(({ name }) => name))} stay down`];
    return [`${lost === null ? 'With all hosts' : `Without ${lost}`}: ${[...full, ...down].join('; ')}.`];
  });
  return { is: 'callout', tone: 'bad', lines };
}

function isFull({ used, room }: Load): boolean {
  return used > room;
}

/** Above this many hosts, those that get no VM are left out. */
const ALL_SHOWN = 8;

function tableOf(losses: readonly Loss[], hosts: number): Block {
  const rows = losses.flatMap((loss) => {
    const { lost, loads, moved } = loss;
    const shown = lost === null || hosts <= ALL_SHOWN ? loads : loads.filter(({ host }) => moved.has(host));
    if (shown.length === 0)
      return [[[lost ?? 'none'], ['no VM moves'], [''], { share: 0, label: '' }] as readonly Cell[]];
    return shown.map((load, index) => loadRow(index === 0 ? (lost ?? 'none') : '', load, moved.get(load.host) ?? []));
  });
  return { is: 'table', caption: 'Memory of the hosts', head: ['Lost', 'Host', 'Gets', 'Memory of VMs'], rows };
}

function loadRow(lost: string, { host, vms, used, room }: Load, arriving: readonly Vm[]): readonly Cell[] {
  const label = `${sizeWords(used)} of ${sizeWords(room)}, ${vms.length === 0 ? 'no VM' : count(vms.length, 'VM')}`;
  const gets = arriving.length === 0 ? '' : namesText(arriving.map(({ name }) => name));
  return [[lost], [host], [gets], { share: room === 0 ? (used > 0 ? 2 : 0) : used / room, label }];
}
