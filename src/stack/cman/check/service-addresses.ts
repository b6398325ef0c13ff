/** Addresses that move with services: valid for a host, and used by nothing else. */
import type { CmanModel, CmanOptions } from '../options.ts';
import { notOfAMachine } from '../../../check/site/address.ts';
import { shared, type Check } from '../../../check/check.ts';
import { valueOf } from '../../../check/fence/uses.ts';
import { defineDiagnostic, keyAt, valueAt, type Place } from '../../../diag/diagnostic.ts';
import { below } from '../../../model/service.ts';
import type { Host } from '../../../model/model.ts';

export const serviceAddress = defineDiagnostic<{ address: string; is: string; cure: string }>({
  code: 'rm/address',
  severity: 'error',
  message: (f) => `${f.address} moves with a service, but it is ${f.is}`,
  help: (f) => f.cure,
  explain:
    'ip.sh adds the address to an interface where the service runs, and takes it away where it does not: from the host itself, ' +
    'or from under the connections of whatever else has it. Source of ip.sh.',
});

type Taken = { readonly address: string; readonly is: string; readonly at: Place };

/** Addresses that are in use already. */
function* takenIn({ hosts, fenceDevices, targets }: CmanModel): Generator<Taken> {
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

type Moving = { readonly written: string; readonly at: Place };

/** Every ip resource, where it is defined. */
function movingIn({ resources, services }: CmanModel): readonly Moving[] {
  const inline = services.flatMap((service) => below(service.resources)).filter(({ reference }) => !reference);
  return [
    ...resources.filter(isAddress).map(({ name, at }) => ({ written: name, at: keyAt(at) })),
    ...inline.filter(isAddress).map(({ name, at }) => ({ written: name, at: valueAt([...at, 'address']) })),
  ];
}

function isAddress({ type }: { readonly type: string }): boolean {
  return type === 'ip';
}

function* addressesAreFree(model: CmanModel) {
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

/** An address is the same with and without a prefix, although rgmanager sees two resources. */
function* addressesMoveOnce(model: CmanModel) {
  for (const [address, [first, ...others]] of shared(movingIn(model), ({ written }) => written.split('/')[0] ?? '')) {
    for (const { written, at } of others) {
      if (first === undefined || written === first.written) continue;
      const related = [{ at: first.at, message: 'it is here first' }];
      const cure = 'define it once under resources and refer to it';
      yield serviceAddress(
        at,
        { address, is: `written in two ways, as ${first.written} and ${written}`, cure },
        related,
      );
    }
  }
}

export const serviceAddressChecks: readonly Check<CmanOptions>[] = [addressesAreFree, addressesMoveOnce];
