/** Which keys of a site only some stacks know: the annotations `x-stacks` and `x-instead` of the schema, without the rest of it. */
import { isList, isMap, type JsonMap } from '../../src/base/json.ts';
import type { Json } from '../../src/base/brand.ts';
import type { StackKeys } from '../../src/spec/stack-keys.ts';

type Node = StackKeys['shapes'][string];
/** A shape while it is made. */
type Shapes = {
  [name: string]: {
    keys: { [key: string]: string };
    each?: string;
    only?: readonly string[];
    instead?: { readonly [stack: string]: string };
  };
};

/** Shapes by their place in the schema; those below which no key is annotated are left out. */
export function stackKeys(site: JsonMap): StackKeys {
  const shapes: Shapes = {};
  visit('#', site, site, shapes);
  const leading = leadingIn(shapes);
  return {
    root: '#',
    shapes: Object.fromEntries(
      Object.entries(shapes)
        .filter(([name]) => leading.has(name))
        .map(([name, shape]) => [name, pruned(shape, leading)]),
    ),
  };
}

/** Names the shape of a schema, and enters it and all that it leads to. */
function visit(name: string, schema: Json, site: JsonMap, shapes: Shapes): string {
  if (!isMap(schema)) return name;
  const { $ref: reference } = schema;
  if (typeof reference === 'string' && schema['x-stacks'] === undefined)
    return visit(reference, targetOf(reference, site), site, shapes);
  if (shapes[name] !== undefined) return name;
  const shape: Shapes[string] = { keys: {} };
  shapes[name] = shape;
  if (isList(schema['x-stacks'])) shape.only = schema['x-stacks'].map(String);
  if (isMap(schema['x-instead'])) shape.instead = textsIn(schema['x-instead']);
  for (const part of [schema, ...branchesOf(schema, site)]) {
    for (const [key, inner] of Object.entries(isMap(part['properties']) ? part['properties'] : {}))
      shape.keys[key] = visit(`${name}/${key}`, inner, site, shapes);
    for (const each of [part['additionalProperties'], part['items']])
      if (isMap(each)) shape.each = visit(`${name}/*`, each, site, shapes);
  }
  return name;
}

function textsIn(map: JsonMap): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(map).map(([name, text]) => [name, String(text)]));
}

/** The forms that a value may have; in one table, as no key means two things. */
function branchesOf(schema: JsonMap, site: JsonMap): readonly JsonMap[] {
  const branches = isList(schema['oneOf']) ? schema['oneOf'].filter(isMap) : [];
  const target = schema['$ref'];
  const all = typeof target === 'string' ? [...branches, targetOf(target, site)] : branches;
  return all.flatMap((branch) => {
    const reference = branch['$ref'];
    const resolved = typeof reference === 'string' ? targetOf(reference, site) : branch;
    return [resolved, ...branchesOf(resolved, site)];
  });
}

function targetOf(reference: string, site: JsonMap): JsonMap {
  const found = reference
    .slice('#/'.length)
    .split('/')
    .reduce<Json | undefined>((value, step) => (value !== undefined && isMap(value) ? value[step] : undefined), site);
  if (found === undefined || !isMap(found)) throw new Error(`the schema has no ${reference}`);
  return found;
}

/** The shapes with an annotation, and those that lead to one. */
function leadingIn(shapes: { readonly [name: string]: Node }): ReadonlySet<string> {
  const leading = new Set(Object.keys(shapes).filter((name) => shapes[name]?.only !== undefined));
  for (let before = -1; before < leading.size;) {
    before = leading.size;
    for (const [name, { keys, each }] of Object.entries(shapes))
      if ([...Object.values(keys), each ?? ''].some((inner) => leading.has(inner))) leading.add(name);
  }
  return leading;
}

function pruned({ keys, each, ...rest }: Node, leading: ReadonlySet<string>): Node {
  return {
    ...rest,
    keys: Object.fromEntries(Object.entries(keys).filter(([, inner]) => leading.has(inner))),
    ...(each !== undefined && leading.has(each) ? { each } : {}),
  };
}
