/** Resources that are removed from the CIB together with their stop timeout. Measured with crm_simulate 2.1.5. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { Structure } from './cib/structure.ts';
import type { Effect } from './effects.ts';
import { DEFAULT_TIMEOUT } from './scheduler/input/operations.ts';
import { millisOf } from './scheduler/input/text.ts';

/** Milliseconds: its own timeout, and that of an operation without one. */
export type ShortStop = { readonly resource: string; readonly own: number; readonly left: number };

/** Those that the change stops and removes at once, where their own timeout is longer than the one that is left to them. */
export function shortStops(
  old: Structure,
  now: Structure,
  after: XmlElement,
  effects: ReadonlyMap<string, Effect>,
): readonly ShortStop[] {
  const stopped = [...old.resources.keys()].filter((id) => !now.resources.has(id) && effects.get(id) === 'stop');
  return shortened(stopped, old, after);
}

/** Those whose own timeout is longer than that of an operation without one. */
export function shortened(ids: readonly string[], { resources }: Structure, after: XmlElement): readonly ShortStop[] {
  const left = defaultTimeout(after);
  return ids.flatMap((resource) => {
    const xml = resources.get(resource);
    const own = xml === undefined ? 0 : stopTimeout(xml);
    return own > left ? [{ resource, own, left }] : [];
  });
}

function stopTimeout(primitive: XmlElement): number {
  const operations = elementsIn(primitive, 'operations').flatMap((list) => elementsIn(list, 'op'));
  const stop = operations.find((one) => attributeOf(one, 'name') === 'stop');
  return (stop && millisOf(attributeOf(stop, 'timeout'))) ?? 0;
}

/** What `op_defaults` says. */
function defaultTimeout(cib: XmlElement): number {
  const pairs = elementsIn(cib, 'configuration')
    .flatMap((one) => elementsIn(one, 'op_defaults'))
    .flatMap((one) => elementsIn(one, 'meta_attributes'))
    .flatMap((one) => elementsIn(one, 'nvpair'));
  const found = pairs.find((one) => attributeOf(one, 'name') === 'timeout');
  return (found && millisOf(attributeOf(found, 'value'))) ?? DEFAULT_TIMEOUT;
}
