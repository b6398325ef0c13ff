/** MAC addresses and UUIDs of guests: each has its own. */
import type { SourcePath } from '../../base/brand.ts';
import { memoized } from '../../base/memoize.ts';
import { valueAt, type Related } from '../../diag/diagnostic.ts';
import type { Mac, Model, Nic, Vm, VmName } from '../../model/model.ts';
import { originAt } from '../../model/origins.ts';
import { macOf } from '../../resolve/vm/identity.ts';
import { shared, type Check } from '../check.ts';
import { identity } from './vms.ts';

type Card = { readonly vm: Vm; readonly nic: Nic; readonly at: SourcePath };

function* macsAreUnique(model: Model) {
  const cards = derivedFirst(
    model.vms.flatMap((vm) => vm.nics.map((nic): Card => ({ vm, nic, at: [...nic.at, 'mac'] }))),
    model,
  );
  const taken = new Set<string>(cards.map(({ nic }) => nic.mac));
  const free = memoized((vm: Vm) =>
    freeMac({ cluster: model.cluster.name, vm: vm.name, taken, cards: vm.nics.length }),
  );
  for (const [, [first, ...others]] of shared(cards, ({ nic }) => nic.mac)) {
    for (const card of others) {
      if (first === undefined) continue;
      const cure = `write mac: "${free(card.vm)}" at that card of ${card.vm.name}`;
      yield identity(valueAt(card.at), { problem: macProblem(first, card, model), cure }, hasIt(first));
    }
  }
}

function macProblem(first: Card, { vm, nic, at }: Card, model: Model): string {
  const both =
    first.vm === vm
      ? `${vm.name} has the MAC address ${nic.mac} twice`
      : `${first.vm.name} and ${vm.name} both have the MAC address ${nic.mac}`;
  if (!isDerived(first.at, model)) return both;
  return `${both}, which is derived for ${isDerived(at, model) ? 'both' : first.vm.name}`;
}

/** One that no other card has. `cards`: how many the guest has; what would be derived for them is not tried. */
export function freeMac({
  cluster,
  vm,
  taken,
  cards,
}: {
  readonly cluster: string;
  readonly vm: VmName;
  readonly taken: ReadonlySet<string>;
  readonly cards: number;
}): Mac {
  for (let position = Math.max(ABOVE_CARDS, cards); ; position += 1) {
    const mac = macOf(cluster, vm, position);
    if (!taken.has(mac)) return mac;
  }
}

/** Positions that cards of a guest do not have, unless it has more. */
const ABOVE_CARDS = 100;

function* uuidsAreUnique(model: Model) {
  const guests = derivedFirst(
    model.vms.map((vm) => ({ vm, at: [...vm.at, 'uuid'] })),
    model,
  );
  for (const [uuid, [first, ...others]] of shared(guests, ({ vm }) => vm.uuid)) {
    for (const { vm, at } of others) {
      if (first === undefined) continue;
      const problem = `${first.vm.name} and ${vm.name} both have the UUID ${uuid}`;
      yield identity(
        valueAt(at),
        { problem, cure: `remove the uuid of ${vm.name}, so that it is derived` },
        hasIt(first),
      );
    }
  }
}

function hasIt({ vm, at }: Pick<Card, 'vm' | 'at'>): readonly Related[] {
  return [{ at: valueAt(at), message: `${vm.name} has it here` }];
}

/** A value that is written can be changed, so that what is derived comes first. */
function derivedFirst<T extends { readonly at: SourcePath }>(all: readonly T[], model: Model): readonly T[] {
  return [...all.filter(({ at }) => isDerived(at, model)), ...all.filter(({ at }) => !isDerived(at, model))];
}

function isDerived(at: SourcePath, { origins }: Model): boolean {
  return originAt(origins, at)?.kind === 'derived';
}

export const identityChecks: readonly Check[] = [macsAreUnique, uuidsAreUnique];
