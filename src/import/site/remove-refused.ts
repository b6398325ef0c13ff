/** Removes values that the site schema rejects, and names them. */
import type { Json, SourcePath } from '../../base/brand.ts';
import { isList, isMap, type JsonMap } from '../../base/json.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';

/** Paths of values that the schema rejects. A missing key is excluded: removing a value cannot fix it. */
export function refusedPlaces(
  found: readonly Diagnostic[],
): readonly { readonly path: SourcePath; readonly message: string }[] {
  return found.flatMap(({ code, at, message }) =>
    code.startsWith('schema/') && !code.startsWith('schema/missing') && at.in === 'model' && at.path.length > 1
      ? [{ path: at.path, message }]
      : [],
  );
}

/** The site without the values at these paths. */
export function without(site: JsonMap, places: readonly SourcePath[]): JsonMap {
  const cut = new Set(places.map((path) => path.join('/')));
  const walk = (value: Json, path: string): Json => {
    const at = (step: string | number) => (path === '' ? String(step) : `${path}/${step}`);
    if (isList(value)) return value.flatMap((item, index) => (cut.has(at(index)) ? [] : [walk(item, at(index))]));
    if (!isMap(value)) return value;
    const kept = Object.entries(value).filter(([key]) => !cut.has(at(key)));
    return Object.fromEntries(kept.map(([key, inner]) => [key, walk(inner, at(key))]));
  };
  const result = walk(site, '');
  return isMap(result) ? result : {};
}
