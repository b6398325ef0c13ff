/** Paths into a value, steps joined with slashes: `vms/vm1/runOn`. Pure. */
import type { Json } from '../../base/brand.ts';
import { isList, isMap, own } from '../../base/json.ts';
import { similar } from '../../base/similar.ts';

/** `known`: the names where the missing one was looked for. */
export type Missing = {
  readonly missing: string;
  readonly meant: string | undefined;
  readonly known: readonly string[];
};
export type Found = { readonly value: Json } | Missing;

/** The value at a path; else the shortest prefix that does not exist, and what was probably meant. */
export function valueAtPath(root: Json, path: string): Found {
  let value = root;
  const walked: string[] = [];
  for (const step of path.split('/').filter((one) => one !== '')) {
    const next = stepInto(value, step);
    if (next === undefined) {
      const known = stepsOf(value);
      const meant = similar(step, known);
      return { missing: [...walked, step].join('/'), meant: meant && [...walked, meant].join('/'), known };
    }
    walked.push(step);
    value = next;
  }
  return { value };
}

/** Paths that continue the typed text; those of maps and lists end with a slash. */
export function pathsFrom(root: Json, typed: string): readonly string[] {
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  const found = valueAtPath(root, folder);
  if (!('value' in found)) return [];
  return stepsOf(found.value).map((step) => `${folder}${step}${isLeaf(stepInto(found.value, step)) ? '' : '/'}`);
}

function isLeaf(value: Json | undefined): boolean {
  return value === undefined || stepsOf(value).length === 0;
}

/** Names before indices: an entry of a list that has a name is addressed by it. */
function stepsOf(value: Json): readonly string[] {
  if (isMap(value)) return Object.keys(value);
  return isList(value) ? value.map((entry, index) => nameOf(entry) ?? String(index)) : [];
}

function nameOf(entry: Json): string | undefined {
  const name = isMap(entry) ? (entry['name'] ?? entry['node']) : undefined;
  return typeof name === 'string' && !name.includes('/') ? name : undefined;
}

/** A list is addressed by index or by the name of an entry. */
function stepInto(value: Json, step: string): Json | undefined {
  if (isMap(value)) return own(value, step);
  if (!isList(value)) return undefined;
  return /^[0-9]+$/.test(step)
    ? value[Number(step)]
    : value.find((entry) => isMap(entry) && [entry['name'], entry['node']].includes(step));
}
