/** Memory of each host when all hosts run, and after the loss of each single one. Pure. */
import type { HostName } from '../../base/brand.ts';
import type { Model } from '../../model/model.ts';
import type { Load } from '../../placement/load.ts';
import type { Placer } from '../../placement/placement.ts';
import { afterLossOf, simulatorOf, type Step } from '../../placement/simulate.ts';
import { count } from '../count.ts';
import { text, type Block, type Cell } from './document.ts';
import { namesText, sizeWords } from './names.ts';

/** `lost` null: all hosts run. `moved`: what a host gets, and `homeless`: what no host runs any more, each by name. */
export type Loss = {
  readonly lost: HostName | null;
  readonly loads: readonly Load[];
  readonly moved: ReadonlyMap<HostName, readonly string[]>;
  readonly homeless: readonly string[];
};

/** All hosts, then each host lost, as the stack places what runs. Only what changes is kept of each loss. */
export function lossesOf(model: Model, placer: Placer): readonly Loss[] {
  const hosts = model.hosts.map(({ name }) => name);
  const simulator = simulatorOf(model, placer);
  const start = simulator.start(hosts);
  const first = { lost: null, loads: start.loads, moved: new Map(), homeless: [] };
  return [first, ...hosts.map((lost) => lossOf(lost, afterLossOf(lost, start, simulator), start))];
}

function lossOf(lost: HostName, { loads, outcomes }: Step, start: Step): Loss {
  const moved = new Map<HostName, string[]>();
  const homeless: string[] = [];
  for (const [path, { host }] of outcomes) {
    const before = start.outcomes.get(path)?.host ?? null;
    if (before === null || before === host) continue;
    if (host === null) homeless.push(nameOf(path));
    else listAt(moved, host).push(nameOf(path));
  }
  return { lost, loads, moved, homeless };
}

function listAt(lists: Map<HostName, string[]>, host: HostName): string[] {
  const list = lists.get(host) ?? [];
  lists.set(host, list);
  return list;
}

/** `vms/vm1` -> `vm1`. */
function nameOf(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}

/** A sentence with the outcome, then a row a host. Of many hosts only those that get VMs are shown. */
export function capacityBlocks(model: Model, placer: Placer): readonly Block[] {
  if (model.vms.length === 0) return [text('The site has no VM.')];
  const losses = lossesOf(model, placer);
  return [summaryOf(losses), tableOf(losses, model.hosts.length), text(ASSUMED)];
}

const ASSUMED =
  'What runs is placed as the cluster does it, after a cold start of all hosts; clusterc simulate shows each step. ' +
  'A VM that does not start by itself is not counted. Each host keeps 1 GiB for itself.';

function summaryOf(losses: readonly Loss[]): Block {
  const bad = losses.filter(({ loads, homeless }) => homeless.length > 0 || loads.some(isFull));
  if (bad.length === 0)
    return { is: 'callout', tone: 'good', lines: [['The memory is enough after the loss of any single host.']] };
  const lines = bad.map(({ lost, loads, homeless }) => {
    const full = loads.filter(isFull).map(({ host, used, room }) => `${host} lacks ${sizeWords(used - room)}`);
    const down =
      homeless.length === 0 ? [] : [`${namesText(homeless)} ${homeless.length === 1 ? 'stays' : 'stay'} down`];
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

function loadRow(lost: string, { host, workloads, used, room }: Load, arriving: readonly string[]): readonly Cell[] {
  const vms = workloads.filter(({ memory }) => memory > 0);
  const label = `${sizeWords(used)} of ${sizeWords(room)}, ${vms.length === 0 ? 'no VM' : count(vms.length, 'VM')}`;
  const gets = arriving.length === 0 ? '' : namesText(arriving);
  return [[lost], [host], [gets], { share: room === 0 ? (used > 0 ? 2 : 0) : used / room, label }];
}
