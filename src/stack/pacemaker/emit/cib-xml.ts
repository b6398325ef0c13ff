/** Elements of a CIB with stable XML ids, by pcs' convention: `R-instance_attributes-NAME`. */
import type { Millis, SourcePath } from '../../../base/brand.ts';
import { seconds } from '../../../base/units.ts';
import { element, madeFrom, present, type Xml, type XmlValue } from '../../../emit/draft.ts';

export type Pair = readonly [name: string, value: XmlValue];

/** `interval`: whole seconds; 0 for an action that runs once. */
export type Op = {
  readonly name: string;
  readonly interval: number;
  readonly timeout: number;
  readonly onFail?: string | null;
};

export type Primitive = {
  readonly id: string;
  readonly class: string;
  readonly provider?: string | undefined;
  readonly type: string;
  readonly parameters: readonly Pair[];
  readonly meta: readonly Pair[];
  readonly ops: readonly Op[];
  readonly from: readonly SourcePath[];
};

/** A `primitive` with parameters, meta attributes and operations. */
export function primitiveXml({ id, class: kind, provider, type, parameters, meta, ops, from }: Primitive): Xml {
  const attributes = present({ id, class: kind, provider: provider ?? null, type });
  return madeFrom(
    from,
    element('primitive', attributes, [
      ...block('instance_attributes', `${id}-instance_attributes`, parameters),
      ...block('meta_attributes', `${id}-meta_attributes`, meta),
      element(
        'operations',
        {},
        ops.map((op) => opXml(id, op)),
      ),
    ]),
  );
}

/** A block of name-value pairs. Empty without pairs. */
export function block(name: string, id: string, pairs: readonly Pair[]): readonly Xml[] {
  if (pairs.length === 0) return [];
  const nvpairs = pairs.map(([key, value]) => element('nvpair', { id: `${id}-${key}`, name: key, value }));
  return [element(name, { id }, nvpairs)];
}

/**
 * An `op` with times in whole seconds and a unit. Pacemaker silently replaces other notations by the default.
 * findings/pacemaker-timeout-as-iso-duration-becomes-20-seconds.sh.
 */
function opXml(id: string, { name, interval, timeout, onFail = null }: Op): Xml {
  const attributes = { id: `${id}-${name}-${interval}s`, name, interval: `${interval}s`, timeout: `${timeout}s` };
  return element('op', { ...attributes, ...present({ 'on-fail': onFail }) });
}

/** An interleaved `clone` of a primitive or group. */
export function cloneXml(id: string, inner: Xml): Xml {
  // Without interleave, instances wait for those on other nodes, and restarts spread.
  return element('clone', { id }, [
    inner,
    ...block('meta_attributes', `${id}-meta_attributes`, [['interleave', 'true']]),
  ]);
}

/** A group of one or more members, started in this order and stopped in reverse. */
export function groupXml(id: string, members: readonly Xml[], meta: readonly Pair[] = []): Xml {
  return element('group', { id }, [...members, ...block('meta_attributes', `${id}-meta_attributes`, meta)]);
}

/** A location constraint: the score of a resource on a node. */
export function location(rsc: string, node: string, score: string | number): Xml {
  return element('rsc_location', { id: `loc-${rsc}-${node}`, rsc, node, score });
}

/** An order constraint: `first` starts before `then`. */
export function order(first: string, then: string, kind: 'Mandatory' | 'Optional' = 'Mandatory'): Xml {
  const all = { id: `order-${first}-${then}`, first, ...attribute('then', then) };
  return element('rsc_order', kind === 'Optional' ? { ...all, kind } : all);
}

function attribute(name: string, value: string): { readonly [name: string]: string } {
  return { [name]: value };
}

/** A colocation with an explicit score. Without one, some tools assume INFINITY and others 0. */
export function colocation(rsc: string, withRsc: string, score: 'INFINITY' | '-INFINITY' = 'INFINITY'): Xml {
  const id = `${score === 'INFINITY' ? 'coloc' : 'apart'}-${rsc}-${withRsc}`;
  return element('rsc_colocation', { id, rsc, score, 'with-rsc': withRsc });
}

/** A duration of the site as the value of an option. */
export function time(millis: Millis): string {
  return `${seconds(millis)}s`;
}
