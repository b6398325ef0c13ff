/** Fencing: a failed node that cannot be fenced blocks the whole cluster. */
import { firstBy } from '../../base/grouped.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { Host, Model } from '../../model/model.ts';
import { shared, type Check } from '../check.ts';
import { endpointOf, isActive, oncePerPlace, usesOf, valueOf } from './uses.ts';

export const noMethod = defineDiagnostic<{ host: string }>({
  code: 'fence/no-method',
  severity: 'error',
  message: (f) => `${f.host} has no fence method: its failure would block the whole cluster`,
  help: () => 'add fence: [{ method: NAME, devices: [{ device: NAME }] }]',
  explain:
    'Until a failed node is known to be off, locks, shared storage and services wait: no VM of it starts elsewhere. fenced(8); Red Hat solution 15575.',
});

export const singleMethod = defineDiagnostic<{ host: string }>({
  code: 'fence/single-method',
  severity: 'note',
  acceptable: true,
  message: (f) => `${f.host}: only one way to switch the node off`,
  help: () => 'add a second method that does not share its power, such as a switched PDU',
  explain:
    'A management board that loses its power with the node cannot confirm that it is off, and recovery waits. Red Hat solution 16657.',
});

export const duplicateMethod = defineDiagnostic<{ host: string; method: string }>({
  code: 'fence/duplicate-method',
  severity: 'error',
  message: (f) => `${f.host} has two fence methods called ${f.method}`,
  help: () => 'give each method a name of its own',
  explain: "fenced finds a method's devices by the name of the method, so the second one is never used.",
});

export const sharedEndpoint = defineDiagnostic<{ a: string; b: string; endpoint: string }>({
  code: 'fence/endpoint-shared',
  severity: 'error',
  message: (f) => `${f.a} and ${f.b} are both switched off through ${f.endpoint}`,
  help: () => 'give each node its own device, plug or key',
  explain: 'Fencing one node would switch the other one off, and report success for a node that still writes.',
});

export const ownAddress = defineDiagnostic<{ host: string; device: string; address: string }>({
  code: 'fence/own-address',
  severity: 'error',
  message: (f) => `fence device ${f.device} has the address ${f.address} of ${f.host} itself`,
  help: () => 'write the address of the management board',
  explain: 'A failed node cannot answer for itself: it would have to be reached to be switched off.',
});

export const crossedPlug = defineDiagnostic<{ host: string; through: string; other: string; cure: string }>({
  code: 'fence/crossed-plug',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.host} is switched off through ${f.through}, which has the name of ${f.other}`,
  help: (f) => f.cure,
  explain:
    'When the one node fails the healthy one is switched off, and recovery starts while the failed one still writes.',
});

/** Without quorum there is no cluster that a failed host could block; a host that resets itself needs no device. */
function* everyHostHasAMethod({ hosts, cluster }: Model) {
  if (cluster.quorum === null || cluster.selfFencing) return;
  for (const host of hosts)
    if (host.fence.every(({ uses }) => uses.length === 0)) yield noMethod(keyAt(host.at), { host: host.name });
}

function* everyHostHasTwoMethods({ hosts }: Model) {
  for (const { at, name, fence } of hosts)
    if (fence.filter(isActive).length === 1) yield singleMethod(keyAt([...at, 'fence']), { host: name });
}

function* methodNamesAreUnique({ hosts }: Model) {
  for (const host of hosts) {
    for (const [method, [first, second]] of shared(host.fence, ({ name }) => name)) {
      if (first === undefined || second === undefined) continue;
      const related = [{ at: valueAt([...first.at, 'method']), message: 'the first one is here' }];
      yield duplicateMethod(valueAt([...second.at, 'method']), { host: host.name, method }, related);
    }
  }
}

function* endpointsAreNotShared(model: Model) {
  for (const [endpoint, uses] of shared(usesOf(model), endpointOf)) {
    const [first, ...others] = uses;
    for (const { host, use } of others) {
      if (first === undefined || first.host === host) continue;
      const related = [{ at: valueAt([...first.use.at, 'device']), message: `${first.host.name} uses it here` }];
      yield sharedEndpoint(valueAt([...use.at, 'device']), { a: first.host.name, b: host.name, endpoint }, related);
    }
  }
}

function* devicesAreNotTheNode(model: Model) {
  const hosts = new Map(model.hosts.flatMap((host) => namesOf(host).map((name) => [name, host] as const)));
  for (const device of model.fenceDevices) {
    const address = valueOf(device, 'address');
    const host = typeof address === 'string' ? hosts.get(address) : undefined;
    if (typeof address === 'string' && host !== undefined)
      yield ownAddress(valueAt([...device.at, 'address']), { host: host.name, device: device.name, address });
  }
}

/** All names and addresses of the host. */
function namesOf({ name, nodeName, addresses, login }: Host): readonly string[] {
  return [name, nodeName, login.address, ...Object.values(addresses)];
}

function* plugsAreOfTheirHost(model: Model) {
  const firsts = firstsByLabel(model.hosts, labelsOf);
  for (const { host, use } of oncePerPlace(usesOf(model))) {
    const words = new Set(use.plug === null ? [] : wordsOf(use.plug));
    const other = labelsOf(host).some((label) => words.has(label)) ? undefined : firstNamed(words, firsts);
    if (other === undefined) continue;
    const related = [{ at: keyAt(other.at), message: `${other.name} is declared here` }];
    const cure = `write the plug of ${host.name}, or accept it where a plug is called so`;
    const facts = { host: host.name, through: `the plug "${use.plug}"`, cure };
    yield crossedPlug(valueAt([...use.at, 'plug']), { ...facts, other: other.name }, related);
  }
}

/** Boards that are called after hosts, and each used for the host of another one. */
function* boardsAreOfTheirHost(model: Model) {
  const firsts = firstsByLabel(model.hosts, hyphenatedLabelsOf);
  const boards = oncePerPlace(usesOf(model)).filter(({ use }) => use.plug === null);
  const crossed = boards.flatMap((one) => {
    const parts = partsOf(one.device.name);
    const other = hyphenatedLabelsOf(one.host).some((label) => parts.has(label))
      ? undefined
      : firstNamed(parts, firsts);
    return other === undefined ? [] : [{ ...one, other }];
  });
  const pairs = new Set(crossed.map(({ host, other }) => `${host.name} ${other.name}`));
  for (const { host, use, device, other } of crossed) {
    if (!pairs.has(`${other.name} ${host.name}`)) continue;
    const facts = { host: host.name, through: `the fence device ${device.name}`, other: other.name };
    const cure = `write the fence device of ${host.name}, or accept it where a device is called so`;
    const related = [{ at: keyAt(other.at), message: `${other.name} is declared here` }];
    yield crossedPlug(valueAt([...use.at, 'device']), { ...facts, cure }, related);
  }
}

/** The first host with each label, and its place among the hosts: thousands of devices are asked about thousands of hosts. */
type Firsts = ReadonlyMap<string, readonly [index: number, host: Host]>;

function firstsByLabel(hosts: readonly Host[], labelsIn: (host: Host) => readonly string[]): Firsts {
  return firstBy(hosts.entries(), ([, host]) => labelsIn(host));
}

/** The first host that one of the words names. */
function firstNamed(words: ReadonlySet<string>, firsts: Firsts): Host | undefined {
  const named = [...words].flatMap((word) => {
    const first = firsts.get(word);
    return first === undefined ? [] : [first];
  });
  return named.toSorted(([a], [b]) => a - b)[0]?.[1];
}

/** The names of the host without its domain. A number is none: it may be that of an outlet. */
function labelsOf({ name, nodeName }: Host): readonly string[] {
  return [name, nodeName].map((one) => one.toLowerCase().split('.')[0] ?? '').filter((one) => /[a-z]/.test(one));
}

function hyphenatedLabelsOf(host: Host): readonly string[] {
  return labelsOf(host).map(hyphenated);
}

function hyphenated(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function wordsOf(plug: string): readonly string[] {
  return plug.toLowerCase().split(/[^a-z0-9_-]+/);
}

/** What may be a host's name in that of a device: `ilo-host1` has host1, and so has `host1_ipmi`; `ilo-host10` has not. */
function partsOf(device: string): ReadonlySet<string> {
  const words = hyphenated(device).split('-');
  return new Set(
    words.flatMap((_, from) => words.slice(from).map((__, more) => words.slice(from, from + more + 1).join('-'))),
  );
}

export const fenceChecks: readonly Check[] = [
  everyHostHasAMethod,
  everyHostHasTwoMethods,
  methodNamesAreUnique,
  endpointsAreNotShared,
  devicesAreNotTheNode,
  plugsAreOfTheirHost,
  boardsAreOfTheirHost,
];
