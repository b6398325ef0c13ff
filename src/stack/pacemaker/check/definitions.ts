/** Checks of the files that ocf:heartbeat:VirtualDomain reads. Source of the agent, resource-agents 4.12. */
import type { FragmentElement } from '../../../base/fragment.ts';
import type { Check } from '../../../check/check.ts';
import { isFileName, NO_FOLDER } from '../../../check/vm/files.ts';
import { defineDiagnostic, valueAt } from '../../../diag/diagnostic.ts';
import { OVERLAY_KEYS } from '../../../model/machine.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const nameLine = defineDiagnostic<{ vm: string }>({
  code: 'vm/name-line',
  severity: 'error',
  message: (f) => `the overlay of ${f.vm} has a second element name, which the agent takes for the name of the guest`,
  help: () => 'remove that element from the overlay',
  explain:
    'VirtualDomain finds the name with egrep: every line that ends in <name>...</name>. With two of them it asks libvirt for a guest that is not there, reports a running guest as stopped, and the cluster starts it on another host. Source of the agent, resource-agents 4.12; measured.',
});

export const pathManaged = defineDiagnostic<{ vm: string; path: string; because: string }>({
  code: 'vm/path-managed',
  severity: 'error',
  message: (f) => `${f.vm} cannot be described in ${f.path}: ${f.because}`,
  help: () => 'leave path and xmlfile out; the definition is then in /etc/cluster/vms',
  explain:
    'libvirt deletes files there when a guest is undefined, which VirtualDomain does before a start. A missing file makes the agent report a running guest as stopped, so that it runs twice. Measured with libvirt 9.0; resource-agents issue 487.',
});

function* namesAreOnOneLine({ vms }: PacemakerModel) {
  for (const { at, name, overlay } of vms) {
    const key = OVERLAY_KEYS.find((one) => overlay?.[one].some(hasName) === true);
    if (key !== undefined) yield nameLine(valueAt([...at, 'overlay', key]), { vm: name });
  }
}

/** True for an element `name` with a text, at any depth. */
function hasName({ name, children }: FragmentElement): boolean {
  if (name === 'name' && children.some((child) => typeof child === 'string')) return true;
  return children.some((child) => typeof child !== 'string' && hasName(child));
}

const MANAGED = /^\/(etc|var\/lib|run|var\/run)\/libvirt\//;

function* filesAreOurs({ vms }: PacemakerModel) {
  for (const { at, name, path, xmlfile } of vms) {
    const [key, folder] = xmlfile === null ? ['path', path === null ? null : `${path}/`] : ['xmlfile', xmlfile];
    const written = folder?.replace(/\/$/, '') ?? '';
    const isManaged = MANAGED.test(folder ?? '');
    if (!isManaged && !(key === 'path' && isFileName(written))) continue;
    const because = isManaged ? 'libvirt manages what is there' : NO_FOLDER;
    yield pathManaged(valueAt([...at, key ?? 'path']), { vm: name, path: written, because });
  }
}

export const definitionChecks: readonly Check<PacemakerOptions>[] = [namesAreOnOneLine, filesAreOurs];
