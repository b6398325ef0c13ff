/** Trees of resources: does rgmanager start them as written? */
import { own } from '../../../base/json.ts';
import type { Model } from '../../../model/model.ts';
import type { CmanOptions } from '../options.ts';
import { typeEntry } from '../../../catalogue/rm.ts';
import { shared, type Check } from '../../../check/check.ts';
import { labelOf } from '../../../check/devices/uses.ts';
import { defineDiagnostic, valueAt } from '../../../diag/diagnostic.ts';
import { below, type Resource, type SharedResource } from '../../../model/service.ts';
import { resourceReference } from '../../../resolve/services.ts';

export const forbiddenChild = defineDiagnostic<{ child: string; parent: string }>({
  code: 'rm/child',
  severity: 'error',
  message: (f) => `rgmanager starts no ${f.child} below a resource of the type ${f.parent}`,
  help: () => 'put it next to that resource, or below the file system',
  explain:
    'The metadata of the agent forbids it, and rgmanager silently leaves the child out. Metadata of the agents, by rg_test rules.',
});

export const inherited = defineDiagnostic<{ resource: string; attribute: string; from: string }>({
  code: 'rm/inherit',
  severity: 'error',
  message: (f) => `${f.resource} has no ${f.attribute}, and nothing around it has a ${f.from} to take it from`,
  help: (f) => `put it below a resource with a ${f.from}, or write ${f.attribute}`,
  explain:
    'An attribute that is left out is taken from the resource around it. Where that has none the agent gets nothing, and cannot start. Metadata of the agents, by rg_test rules.',
});

export const standsTwice = defineDiagnostic<{ resource: string; parent: string }>({
  code: 'rm/twice',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.resource} is twice below ${f.parent}: rgmanager starts it twice, and confuses the two`,
  help: () => 'keep one of them, with the children of both',
  explain:
    'rgmanager compares each use with both uses of the other file. A child of only one of them is stopped and started by every ' +
    'push, also when nothing changed. Measured with rg_test.',
});

export const startOrder = defineDiagnostic<{ first: string; second: string }>({
  code: 'rm/start-order',
  severity: 'note',
  acceptable: true,
  message: (f) => `rgmanager starts ${f.first} before ${f.second}, which is written before it`,
  help: () => 'write them in the order in which they start, or put the later one below the other',
  explain:
    'Resources at the same level start by their type: volume groups, file systems, exports, addresses, scripts. Types without a ' +
    'place in that order follow as they are written. rgmanager, restree.c; service.sh.',
});

/** A resource with its ancestors, nearest first. */
type Placed = { readonly one: Resource; readonly ancestors: readonly Resource[] };

function placedIn(resources: readonly Resource[], ancestors: readonly Resource[] = []): readonly Placed[] {
  return resources.flatMap((one) => [{ one, ancestors }, ...placedIn(one.children, [one, ...ancestors])]);
}

function allPlaced({ services }: Model): readonly Placed[] {
  return services.flatMap(({ resources }) => placedIn(resources));
}

function* referencesFindRoom({ services }: Model) {
  const references = services.flatMap(({ name, resources }) =>
    below(resources).flatMap((one) => (one.reference ? [{ service: name, one }] : [])),
  );
  for (const [path, uses] of shared(references, ({ one }) => `${one.type}/${one.name}`)) {
    const [first] = uses;
    const { max } = typeEntry(path.slice(0, path.indexOf('/')));
    for (const { one } of max === 0 ? [] : uses.slice(max)) {
      const problem = `${path} is already used by ${first?.service ?? ''}; rgmanager drops the second use`;
      const related = first === undefined ? [] : [{ at: valueAt(first.one.at), message: 'it is used here' }];
      yield resourceReference(valueAt(one.at), { problem, cure: 'use it once' }, related);
    }
  }
}

function* childrenAreAllowed(model: Model) {
  for (const { one, ancestors } of allPlaced(model)) {
    const [parent] = ancestors;
    if (parent !== undefined && (typeEntry(parent.type).forbids ?? []).includes(one.type))
      yield forbiddenChild(valueAt(one.at), { child: one.type, parent: parent.type });
  }
}

function* inheritedValuesAreThere(model: Model) {
  const definitions = new Map(model.resources.map((one) => [`${one.type}/${one.name}`, one]));
  for (const { one, ancestors } of allPlaced(model)) {
    for (const [attribute, { needed, inherit = '' }] of Object.entries(typeEntry(one.type).attributes)) {
      if (needed !== true || isGiven(one, attribute, { ancestors, definitions })) continue;
      yield inherited(valueAt(one.at), { resource: `${one.type} ${one.name}`, attribute, from: inherit });
    }
  }
}

type Lookup = {
  readonly ancestors: readonly Resource[];
  readonly definitions: ReadonlyMap<string, SharedResource>;
};

/** Is the attribute set where the resource is defined, or can an ancestor supply it? */
function isGiven(one: Resource, attribute: string, { ancestors, definitions }: Lookup): boolean {
  const defined = one.reference ? definitions.get(`${one.type}/${one.name}`) : one;
  if (defined === undefined || defined.attributes.some(({ name }) => name === attribute)) return true;
  const { inherit } = own(typeEntry(one.type).attributes, attribute) ?? {};
  if (inherit === undefined) return false;
  return ancestors.some((outer, index) =>
    isGiven(outer, inherit, { ancestors: ancestors.slice(index + 1), definitions }),
  );
}

function* resourcesStandOnce({ services }: Model) {
  for (const { name, resources } of services) {
    yield* twiceAmong(resources, `the service ${name}`);
    for (const one of below(resources)) yield* twiceAmong(one.children, labelOf(one));
  }
}

function* twiceAmong(siblings: readonly Resource[], parent: string) {
  const references = siblings.filter(({ reference, type }) => reference && typeEntry(type).max !== 1);
  for (const [, [first, ...others]] of shared(references, labelOf))
    for (const one of others) {
      const related = first === undefined ? [] : [{ at: valueAt(first.at), message: 'it is here first' }];
      yield standsTwice(valueAt(one.at), { resource: labelOf(one), parent }, related);
    }
}

function* siblingsStartAsWritten({ services }: Model) {
  for (const { resources } of services) {
    yield* misplaced('service', resources);
    for (const { type, children } of below(resources)) yield* misplaced(type, children);
  }
}

/** The first sibling that starts before one that is written above it. */
function* misplaced(parent: string, siblings: readonly Resource[]) {
  const levels = typeEntry(parent).children ?? {};
  const levelOf = ({ type }: Resource) => own(levels, type)?.start ?? Number.MAX_SAFE_INTEGER;
  for (const [index, one] of siblings.entries()) {
    const late = siblings.slice(0, index).find((before) => levelOf(before) > levelOf(one));
    if (late === undefined) continue;
    yield startOrder(valueAt(one.at), { first: labelOf(one), second: labelOf(late) });
    return;
  }
}

export const resourceChecks: readonly Check<CmanOptions>[] = [
  referencesFindRoom,
  childrenAreAllowed,
  inheritedValuesAreThere,
  resourcesStandOnce,
  siblingsStartAsWritten,
];
