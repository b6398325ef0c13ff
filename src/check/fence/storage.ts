/** Devices that cut a node off from its disks, and the one that only waits for a message. */
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { FenceUse, Host, Model } from '../../model/model.ts';
import type { Check } from '../check.ts';
import { classOf, isActive, unfencesOf } from './uses.ts';

export const sanOnly = defineDiagnostic<{ host: string; agents: readonly string[] }>({
  code: 'fence/san-only',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.host} is cut off from its disks by ${f.agents.join(' and ')}, but never switched off`,
  help: () => 'add a method that switches the power, such as the management board',
  explain:
    'Guests keep running without disks on a host that only lost its storage: they still answer on the network while others ' +
    'start in their place.',
});

export const unfenceMissing = defineDiagnostic<{ host: string; device: string }>({
  code: 'fence/unfence-missing',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.device} cuts ${f.host} off from its disks, and nothing in unfence gives them back`,
  help: (f) => `name ${f.device} in unfence, or leave unfence out: then it is derived`,
  explain: 'A fenced node would start and never find its disks. fence_node(8).',
});

export const unfenceUseless = defineDiagnostic<{ host: string; device: string; agent: string }>({
  code: 'fence/unfence-useless',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.host}: ${f.device} (${f.agent}) cuts no host off from disks, so it has nothing to give back`,
  help: (f) => `remove ${f.device} from unfence`,
  explain: 'Only agents for storage and fabric switches can open the way to the disks again. Red Hat solution 789203.',
});

export const kdump = defineDiagnostic<{ host: string; method: string; is: string }>({
  code: 'fence/kdump',
  severity: 'error',
  message: (f) => `${f.host}: fence_kdump in the method ${f.method} ${f.is}`,
  help: () => 'make it the only device of the first method, with a method that switches the power after it',
  explain:
    'fence_kdump hears that a crashed node writes its dump; of a node that hangs or lost its network it hears nothing, and fails. ' +
    'fence_kdump(8).',
});

function* storageIsNotAll({ hosts }: Model) {
  for (const { at, name, fence } of hosts) {
    const uses = fence.flatMap((method) => method.uses);
    const storage = uses.filter(isStorage).map(({ agent }) => agent);
    const power = uses.some((use) => ['power', 'guest', 'manual'].includes(classOf(use)));
    if (storage.length > 0 && !power)
      yield sanOnly(keyAt([...at, 'fence']), { host: name, agents: [...new Set(storage)] });
  }
}

function isStorage(use: FenceUse): boolean {
  return classOf(use) === 'storage';
}

function* whatIsCutOffIsGivenBack({ hosts }: Model) {
  for (const { at, name, fence, unfence } of hosts) {
    const back = new Set(unfence.map(pathTo));
    const off = new Map(fence.flatMap(({ uses }) => uses.filter(isStorage)).map((use) => [pathTo(use), use]));
    for (const [path, { device, at: place }] of off) {
      if (back.has(path)) continue;
      const related = [{ at: valueAt([...place, 'device']), message: 'it is cut off here' }];
      yield unfenceMissing(keyAt([...at, 'unfence']), { host: name, device }, related);
    }
  }
}

function pathTo({ device, plug }: FenceUse): string {
  return `${device} ${plug ?? ''}`;
}

function* onlyStorageIsGivenBack(model: Model) {
  for (const { host, use } of unfencesOf(model)) {
    const { device, agent, at } = use;
    if (!isStorage(use)) yield unfenceUseless(valueAt([...at, 'device']), { host: host.name, device, agent });
  }
}

function* kdumpComesFirst({ hosts }: Model) {
  for (const host of hosts) {
    for (const [index, method] of host.fence.entries()) {
      const use = method.uses.find((one) => classOf(one) === 'notice');
      const is = use === undefined ? null : wrongPlace(host, index);
      if (use !== undefined && is !== null)
        yield kdump(valueAt([...use.at, 'device']), { host: host.name, method: method.name, is });
    }
  }
}

function wrongPlace({ fence }: Host, index: number): string | null {
  if (!fence.some(isActive)) return 'is the only way: a node that hangs is never fenced';
  if ((fence[index]?.uses.length ?? 0) > 1) return 'is not alone in its method: the other devices wait for a dump';
  return index > 0 ? 'comes after other methods, when the node is off already' : null;
}

export const fenceStorageChecks: readonly Check[] = [
  storageIsNotAll,
  whatIsCutOffIsGivenBack,
  onlyStorageIsGivenBack,
  kdumpComesFirst,
];
