/** Constraints of a CIB. Those with sets or rules that are no plain node name are left to the caller as elements. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';

export type Location = {
  readonly kind: 'location';
  readonly id: string;
  readonly resource: string;
  readonly node: string;
  readonly score: string;
  /** Attributes that change its meaning, such as `role`. */
  readonly more: Extras;
  readonly line: number;
};

export type Order = {
  readonly kind: 'order';
  readonly id: string;
  readonly first: string;
  /** What starts after it. */
  readonly next: string;
  readonly isMandatory: boolean;
  readonly more: Extras;
  readonly line: number;
};

export type Colocation = {
  readonly kind: 'colocation';
  readonly id: string;
  readonly resource: string;
  readonly with: string;
  readonly score: string;
  readonly more: Extras;
  readonly line: number;
};

export type Constraint = Location | Order | Colocation;
export type Extras = readonly (readonly [name: string, value: string])[];

/** The constraints of these sections, and the elements that are none of the three plain kinds. */
export function constraintsIn(sections: readonly XmlElement[]) {
  const elements = sections.flatMap((section) => elementsIn(section));
  const read = elements.map((element) => ({ element, found: constraintOf(element) }));
  return {
    constraints: read.flatMap(({ found }) => found ?? []),
    others: read.filter(({ found }) => found === undefined).map(({ element }) => element),
  };
}

function constraintOf(element: XmlElement): Constraint | undefined {
  if (element.name === 'rsc_location') return locationOf(element);
  if (elementsIn(element).length > 0) return undefined;
  if (element.name === 'rsc_order') return orderOf(element);
  return element.name === 'rsc_colocation' ? colocationOf(element) : undefined;
}

function locationOf(element: XmlElement): Location | undefined {
  const [rule, ...more] = elementsIn(element);
  const resource = attributeOf(element, 'rsc');
  const plain = { node: attributeOf(element, 'node'), score: attributeOf(element, 'score') };
  const { node, score } = rule === undefined ? plain : (ofNode(rule) ?? {});
  if (resource === undefined || node === undefined || score === undefined || more.length > 0) return undefined;
  const extras = extrasOf(element, ['rsc', 'node', 'score'], { 'resource-discovery': 'always', role: 'Started' });
  return {
    kind: 'location',
    id: idOf(element),
    resource,
    node,
    score: scoreText(score),
    more: extras,
    line: element.line,
  };
}

/** The rule `#uname eq NODE`, as crmsh wrote locations. */
function ofNode(rule: XmlElement): { readonly node?: string; readonly score?: string } | undefined {
  const [expression, ...more] = elementsIn(rule);
  const score = attributeOf(rule, 'score');
  const node = expression === undefined ? undefined : attributeOf(expression, 'value');
  const isPlain =
    more.length === 0 &&
    attributeOf(rule, 'role') === undefined &&
    expression?.name === 'expression' &&
    attributeOf(expression, 'attribute') === '#uname' &&
    attributeOf(expression, 'operation') === 'eq';
  return isPlain && score !== undefined && node !== undefined ? { node, score } : undefined;
}

function orderOf(element: XmlElement): Order | undefined {
  const [first, next] = ['first', 'then'].map((name) => attributeOf(element, name));
  if (first === undefined || next === undefined) return undefined;
  const score = attributeOf(element, 'score');
  const kind = attributeOf(element, 'kind') ?? (score === '0' ? 'Optional' : 'Mandatory');
  const serial = kind === 'Serialize' ? [['kind', kind] as const] : [];
  const usual = {
    symmetrical: 'true',
    'first-action': 'start',
    'then-action': attributeOf(element, 'first-action') ?? 'start',
  };
  const more = [...serial, ...extrasOf(element, ['first', 'then', 'kind', 'score'], usual)];
  return { kind: 'order', id: idOf(element), first, next, isMandatory: kind !== 'Optional', more, line: element.line };
}

function colocationOf(element: XmlElement): Colocation | undefined {
  const [resource, other] = ['rsc', 'with-rsc'].map((name) => attributeOf(element, name));
  if (resource === undefined || other === undefined) return undefined;
  const usual = { 'rsc-role': 'Started', 'with-rsc-role': 'Started' };
  const more = extrasOf(element, ['rsc', 'with-rsc', 'score'], usual);
  const score = scoreText(attributeOf(element, 'score') ?? '0');
  return { kind: 'colocation', id: idOf(element), resource, with: other, score, more, line: element.line };
}

function idOf(element: XmlElement): string {
  return attributeOf(element, 'id') ?? '';
}

function extrasOf(
  { attributes }: XmlElement,
  known: readonly string[],
  usual: { readonly [name: string]: string },
): Extras {
  return attributes
    .filter(({ name, value }) => !['id', ...known].includes(name) && new Map(Object.entries(usual)).get(name) !== value)
    .map(({ name, value }) => [name, value]);
}

/** Equal for equal scores: `INFINITY` for `+INFINITY` and one million. */
export function scoreText(text: string): string {
  if (/^[+]?INFINITY$/i.test(text) || Number(text) >= 1_000_000) return 'INFINITY';
  if (/^-INFINITY$/i.test(text) || Number(text) <= -1_000_000) return '-INFINITY';
  return /^[+-]?[0-9]+$/.test(text) ? String(Number(text)) : text;
}

/** A constraint in words, as messages name it. `name`: how a resource is called. */
export function labelOf(constraint: Constraint, name: (id: string) => string = (id) => id): string {
  if (constraint.kind === 'location') return `location of ${name(constraint.resource)} on ${constraint.node}`;
  if (constraint.kind === 'order') return `order of ${name(constraint.first)} before ${name(constraint.next)}`;
  return `colocation of ${name(constraint.resource)} with ${name(constraint.with)}`;
}
