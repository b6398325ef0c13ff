/** Elements that an overlay must not add: those that clusterc renders, and those that something else manages. */
import { own } from '../../base/json.ts';
import { defineDiagnostic, valueAt } from '../../diag/diagnostic.ts';
import type { Model, Vm } from '../../model/model.ts';
import { shared, type Check } from '../check.ts';
import { notMigratable } from './hardware.ts';
import { elementsOf, nestedAttribute } from './overlay-elements.ts';
import { identity } from './vms.ts';

export const overlayTaken = defineDiagnostic<{ vm: string; what: string; key: string }>({
  code: 'libvirt/overlay-taken',
  severity: 'error',
  message: (f) => `the overlay of ${f.vm} has ${f.what}, which is in the domain already`,
  help: (f) => (f.key === '' ? 'remove it from the overlay' : `remove it from the overlay, and write ${f.key}`),
  explain:
    'An overlay adds what has no key of its own. If an element is there twice, which one libvirt uses is not defined.',
});

export const overlayUnchecked = defineDiagnostic<{ vm: string; elements: readonly string[] }>({
  code: 'libvirt/overlay-unchecked',
  severity: 'note',
  message: (f) => `${f.vm}: ${f.elements.join(', ')} of the overlay is appended unchecked`,
  help: () => 'virt-xml-validate FILE domain',
  explain: 'Make sure that libvirt knows the elements, and that each host has what they name.',
});

/** Elements of which a domain has one; libvirt.org/formatdomain. With the key that sets it, if there is one. */
const SINGLE: { readonly [element: string]: (vm: Vm) => string | null } = {
  emulator: () => '',
  memballoon: () => 'memballoon',
  watchdog: ({ watchdog }) => (watchdog === null ? null : 'watchdog'),
  rng: ({ rng }) => (rng ? 'rng' : null),
  acpi: () => '',
  apic: () => '',
  pae: () => '',
};

/** Elements of the domain that are always written, and the key that decides each. */
const WRITTEN: typeof SINGLE = Object.fromEntries(
  'name uuid memory currentMemory vcpu os features cpu clock on_poweroff on_reboot on_crash devices'
    .split(' ')
    .map((name) => [name, () => ''] as const),
);

function* overlaysAddOnly({ vms }: Model) {
  for (const vm of vms) {
    for (const { key, element } of elementsOf(vm.overlay)) {
      const at = valueAt([...vm.at, 'overlay', key]);
      const single = key === 'domain' ? WRITTEN : SINGLE;
      const taken = own(single, element.name)?.(vm) ?? null;
      if (taken !== null) yield overlayTaken(at, { vm: vm.name, what: element.name, key: taken });
      const target = element.name === 'disk' ? nestedAttribute(element, 'target', 'dev') : undefined;
      if (target !== undefined && vm.disks.some((disk) => disk.target === target))
        yield overlayTaken(at, { vm: vm.name, what: `disk ${target}`, key: 'disks' });
      if (element.name === 'hostdev' && vm.runOn.length > 1)
        yield notMigratable(at, {
          problem: `${vm.name} has a device of its host, and may run on several`,
          cure: `let ${vm.name} run on one host`,
        });
    }
  }
}

/** A MAC address in an overlay that two guests must not share. */
type Claim = { readonly vm: Vm; readonly what: string; readonly at: readonly (string | number)[] };

function claimsOf(vm: Vm): readonly Claim[] {
  const modelled = vm.nics.map(({ mac }) => ({ vm, what: mac, at: vm.at }));
  const added = elementsOf(vm.overlay).flatMap(({ key, element }) => {
    const mac = element.name === 'interface' ? nestedAttribute(element, 'mac', 'address') : undefined;
    return mac === undefined ? [] : [{ vm, what: mac, at: [...vm.at, 'overlay', key] }];
  });
  return [...modelled, ...added];
}

function* overlaysTakeNoAddress({ vms }: Model) {
  for (const [what, claims] of shared(vms.flatMap(claimsOf), (claim) => claim.what.toLowerCase())) {
    for (const claim of claims.filter(({ at }) => at.length > 2)) {
      const other = claims.find((one) => one !== claim);
      const problem = `the overlay of ${claim.vm.name} uses ${what}, as ${other?.vm === claim.vm ? 'the VM itself' : other?.vm.name} does`;
      yield identity(valueAt(claim.at), { problem, cure: 'remove it from the overlay' });
    }
  }
}

function* overlaysAreNamed({ vms }: Model) {
  for (const vm of vms) {
    const elements = elementsOf(vm.overlay).map(({ element }) => element.name);
    if (elements.length > 0) yield overlayUnchecked(valueAt([...vm.at, 'overlay']), { vm: vm.name, elements });
  }
}

export const vmOverlayChecks: readonly Check[] = [overlaysAddOnly, overlaysTakeNoAddress, overlaysAreNamed];
