/** Addresses that move with services: valid for a host, and used by nothing else. */
import { defineDiagnostic, keyAt, valueAt, type Place } from '../../diag/diagnostic.ts';
import type { Host, Model } from '../../model/model.ts';
import { below } from '../../model/service.ts';
import type { Check } from '../check.ts';
import { valueOf } from '../fence/uses.ts';
import { notOfAMachine } from './address.ts';

export const serviceAddress = defineDiagnostic<{ address: string; is: string; cure: string }>({
  code: 'rm/address',
  severity: 'error',
  message: (f) => `${f.address} moves with a service, but it is ${f.is}`,
  help: (f) => f.cure,
  explain:
    'The agent adds the address to an interface where the service runs, and takes it away where it does not: from the host itself, ' +
    'or from under the connections of whatever else has it. Sources of ip.sh and of IPaddr2 in resource-agents 4.12.',
});

type Taken = { readonly address: string; readonly is: string; readonly at: Place };

/** Addresses that are in use already. */
function* takenIn({ hosts, fenceDevices, targets }: Model): Generator<Taken> {
  for (const host of hosts) yield* addressesOf(host);
  for (const device of fenceDevices) {
    const address = valueOf(device, 'address');
    const at = valueAt([...device.at, 'address']);
    if (typeof address === 'string') yield { address, is: `that of the fence device ${device.name}`, at };
  }
  for (const { name, at, portals } of targets)
    for (const { address } of portals) yield { address, is: `a portal of ${name}`, at: keyAt([...at, 'portals']) };
}

function addressesOf({ name, at, addresses }: Host): readonly Taken[] {
  const is = `the address of ${name} itself`;
  return [...new Set(Object.values(addresses))].map((address) => ({ address, is, at: keyAt(at) }));
}

export type Moving = { readonly written: string; readonly at: Place };

/** Every ip resource, where it is defined. */
export function movingIn({ resources, services }: Model): readonly Moving[] {
  const inline = services.flatMap((service) => below(service.resources)).filter(({ reference }) => !reference);
  return [
    ...resources.filter(isAddress).map(({ name, at }) => ({ written: name, at: keyAt(at) })),
    ...inline.filter(isAddress).map(({ name, at }) => ({ written: name, at: valueAt([...at, 'address']) })),
  ];
}

function isAddress({ type }: { readonly type: string }): boolean {
  return type === 'ip';
}

function* addressesAreFree(model: Model) {
  const taken = new Map([...takenIn(model)].map((one) => [one.address, one]));
  const cure = 'write an address that nothing else has';
  for (const { written, at } of movingIn(model)) {
    const [address = written] = written.split('/');
    const cannot = address.includes(':') ? undefined : notOfAMachine(address);
    const other = taken.get(address);
    const related = other === undefined ? [] : [{ at: other.at, message: 'it is here too' }];
    const is = cannot ?? other?.is;
    if (is !== undefined) yield serviceAddress(at, { address, is, cure }, related);
  }
}

export const serviceAddressChecks: readonly Check[] = [addressesAreFree];
