/** Consoles of guests: a port belongs to one guest on each host where it may run. */
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { Model, Vm } from '../../model/model.ts';
import { shared, type Check } from '../check.ts';

export const consolePort = defineDiagnostic<{ vm: string; other: string; port: number; host: string }>({
  code: 'libvirt/console-port',
  severity: 'error',
  message: (f) => `the consoles of ${f.other} and ${f.vm} both have port ${f.port} on ${f.host}, where both may run`,
  help: () => 'remove port, so that libvirt takes a free one',
  explain:
    'qemu ends at its start when the port of its console is taken. The second guest then fails on the one host that is left, when the other one has failed. ' +
    'Source: formatdomain of libvirt, graphics, port and autoport.',
});

function* portsAreFree({ vms }: Model) {
  for (const [port, guests] of shared(vms, ({ graphics }) => graphics?.port ?? null)) {
    for (const [index, vm] of guests.entries()) {
      const other = guests.slice(0, index).find((one) => commonHost(one, vm) !== undefined);
      if (other === undefined || vm.graphics === null) continue;
      const facts = { vm: vm.name, other: other.name, port: Number(port), host: commonHost(other, vm) ?? '' };
      yield consolePort(valueAt([...vm.graphics.at, 'port']), facts, [
        { at: keyAt([...(other.graphics ?? other).at, 'port']), message: `${other.name} has it here` },
      ]);
    }
  }
}

function commonHost(one: Vm, other: Vm): string | undefined {
  return one.runOn.find((host) => other.runOn.includes(host));
}

export const consoleChecks: readonly Check[] = [portsAreFree];
