/** A situation as the CIB that the scheduler is asked about. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { Running, Situation } from '../../../placement/placement.ts';
import { withEvent } from '../impact/events.ts';
import type { PacemakerModel } from '../options.ts';
import { primitivesIn, withStatus } from './document.ts';
import { partsByName } from './outcomes.ts';

/** Any time: nothing that a site can write depends on it. */
export const NOW = 1_000_000_000;

/** The document that the scheduler is asked about. */
export function situationIn(
  cib: XmlElement,
  { change, members, quorate, running }: Situation,
  model: PacemakerModel,
): XmlElement {
  const standby = change.kind === 'drain' && quorate ? change.hosts : [];
  const status = withStatus(cib, running, { hosts: model.hosts, members, standby, quorate });
  if (change.kind !== 'crash') return status;
  const result = failureOf(change.name, running, { cib, model });
  return result === null ? status : withEvent(status, { kind: 'result', result }, NOW);
}

/** The monitor finds that it does not run: a VM, or the last resource of a service. OCF_NOT_RUNNING is 7. */
function failureOf(
  name: string,
  running: Running,
  { cib, model }: { readonly cib: XmlElement; readonly model: PacemakerModel },
) {
  const resource = partsByName(model).get(name)?.primitives.at(-1);
  const [host] = running.get(resource ?? '') ?? [];
  const node = model.hosts.find((one) => one.name === host)?.nodeName;
  if (resource === undefined || node === undefined) return null;
  return { resource, task: 'monitor', interval: monitorOf(resource, cib), node, rc: 7 };
}

/** Milliseconds. The emitters write whole seconds. */
function monitorOf(resource: string, cib: XmlElement): number {
  const primitive = primitivesIn(cib).find((one) => attributeOf(one, 'id') === resource);
  const operations =
    primitive === undefined ? [] : elementsIn(primitive, 'operations').flatMap((all) => elementsIn(all));
  const monitor = operations.find((one) => attributeOf(one, 'name') === 'monitor');
  return 1000 * Number.parseInt((monitor && attributeOf(monitor, 'interval')) ?? '0', 10);
}
