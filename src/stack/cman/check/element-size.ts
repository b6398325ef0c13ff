/** Elements with so many attributes that the nodes' own schema takes seconds or minutes to validate them. */
import type { SourcePath } from '../../../base/brand.ts';
import type { Check } from '../../../check/check.ts';
import { defineDiagnostic, keyAt } from '../../../diag/diagnostic.ts';
import type { Xml } from '../../../emit/draft.ts';
import { cmanDialectOf } from '../dialect.ts';
import { fenceDevice } from '../emit/fencing.ts';
import { quorumDisk } from '../emit/quorum-disk.ts';
import { service } from '../emit/services.ts';
import { vmElement } from '../emit/rgmanager.ts';
import type { CmanModel, CmanOptions } from '../options.ts';

export const largeElement = defineDiagnostic<{ element: string; attributes: number }>({
  code: 'cluster/large-element',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    `<${f.element}> gets ${f.attributes} attributes, and a node validates one with more than ${MOST} for ${f.attributes > MOST + 3 ? 'minutes' : 'seconds'}`,
  help: () => 'leave out what only repeats a default of the daemon',
  explain:
    'libxml2 keeps every state that an optional attribute may leave behind, so that its time doubles with each of them. Measured with the schema of RHEL 6 and ' +
    'xmllint of libxml2 2.9.14: 2 s for quorumd with 14 attributes, 19 s for vm with 16, more than a minute from 18 on. cman_tool version -r and the start of cman wait for it.',
});

/** Measured; see above. */
const MOST = 14;

/** RHEL 5 has no schema on the node. */
function* elementsAreValidatedSoon(model: CmanModel) {
  if (cmanDialectOf(model.cluster.platform).ccsd) return;
  for (const { at, element } of elementsIn(model)) {
    const attributes = Object.values(element.attributes ?? {}).filter((value) => value !== undefined).length;
    if (attributes > MOST) yield largeElement(keyAt(at), { element: element.name, attributes });
  }
}

function elementsIn(model: CmanModel): readonly { readonly at: SourcePath; readonly element: Xml }[] {
  const disk = model.own.quorumDisk?.at ?? model.cluster.at;
  return [
    ...quorumDisk(model).map((element) => ({ at: disk, element })),
    ...model.fenceDevices.map((one) => ({ at: one.at, element: fenceDevice(one) })),
    ...model.services.map((one) => ({ at: one.at, element: service(one) })),
    ...model.vms.map((one) => ({ at: one.at, element: vmElement(one) })),
  ];
}

export const elementSizeChecks: readonly Check<CmanOptions>[] = [elementsAreValidatedSoon];
