/** Names of virtual machines that commands of libvirt take for something else. */
import { defineDiagnostic, keyAt } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import type { Check } from '../check.ts';

export const numberName = defineDiagnostic<{ name: string }>({
  code: 'libvirt/number-name',
  severity: 'error',
  acceptable: true,
  message: (f) => `virsh takes the name ${f.name} for the number of a running guest`,
  help: (f) => `give it a name with a letter, such as vm-${f.name}`,
  explain:
    'virsh looks for a running guest with that number first, and for the name last. The agent of the cluster would ask about another guest, stop it or destroy it. virsh(1), DOMAIN COMMANDS; measured with libvirt 9.0.',
});

function* namesAreNoNumbers({ vms }: Model) {
  for (const { at, name } of vms) if (/^\d+$/.test(name)) yield numberName(keyAt(at), { name });
}

export const vmNameChecks: readonly Check[] = [namesAreNoNumbers];
