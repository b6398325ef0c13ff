/** Spec -> raw elements of a VM's libvirt domain. */
import type { SourcePath } from '../../base/brand.ts';
import { readFragment, type FragmentElement } from '../../base/fragment.ts';
import { defineDiagnostic, secretAt, valueAt } from '../../diag/diagnostic.ts';
import { writtenInClear } from '../../spec/findings.ts';
import type * as Spec from '../../spec/spec.gen.ts';
import type { Ledger } from '../ledger.ts';
import type { Overlay, OverlayKey } from '../../model/machine.ts';

export const malformed = defineDiagnostic<{ line: number; column: number; problem: string }>({
  code: 'libvirt/overlay',
  severity: 'error',
  message: (f) => `the overlay cannot be read in line ${f.line}, column ${f.column}: ${f.problem}`,
  help: () => 'write elements, such as "<sound model=\'ac97\'/>"',
  explain:
    'An overlay is appended to the libvirt domain as it is. XML that is not well-formed, or has more than elements, attributes, text and the five entities, would break the file or be read in another way by other programs.',
});

/** The overlay as far as it is valid. Reports `libvirt/overlay` and `secret/written-in-clear`. */
export function overlayOf(overlay: Spec.Overlay, at: SourcePath, ledger: Ledger): Overlay {
  const read = (key: OverlayKey) => elementsOf(overlay[key] ?? '', [...at, key], ledger);
  return {
    at,
    devices: read('devices'),
    features: read('features'),
    os: read('os'),
    clock: read('clock'),
    domain: read('domain'),
  };
}

/** Empty if there is an error, since the invalid part may be a password. */
function elementsOf(text: string, at: SourcePath, ledger: Ledger): readonly FragmentElement[] {
  const elements = readFragment(text);
  if ('problem' in elements) {
    ledger.diagnostics.push(
      malformed(valueAt(at), { ...positionOf(text, elements.offset), problem: elements.problem }),
    );
  } else {
    const secret = elements.flatMap(secretsIn)[0];
    if (secret === undefined) return elements;
    ledger.diagnostics.push(writtenInClear(secretAt(at), { key: secret }));
  }
  ledger.doubt(at);
  return [];
}

/** Attributes that hold a password: graphics passwd. libvirt.org/formatdomain, "Graphical framebuffers". */
function secretsIn({ attributes, children }: FragmentElement): readonly string[] {
  const own = Object.keys(attributes).filter((name) => /^passw(or)?d$/i.test(name));
  return [...own, ...children.flatMap((child) => (typeof child === 'string' ? [] : secretsIn(child)))];
}

/** Line and column from 1, within the text of the overlay. */
function positionOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
