/**
 * Valid values in the place of invalid ones without which an entry would be left out as a whole: a host whose address is none still has
 * bridges and memory to check. Only checks see them. Findings at such a place are suppressed, as if it were empty.
 */
import type { Json, SourcePath } from '../base/brand.ts';
import { isMap, own } from '../base/json.ts';

/** Values that no check objects to next to sound ones: each is used once, and is as large or as small as the schema takes. */
const STAND_INS: { readonly [path: string]: (index: number) => Json } = {
  'cluster/name': () => 'unknown',
  'cluster/domain': () => 'invalid',
  'hosts/*/node_id': (index) => 2147483647 - index,
  'hosts/*/address': (index) => `198.18.${(index >> 8) & 255}.${index & 255}`, // for tests of devices only: RFC 2544
  'hosts/*/memory': () => '999T',
  'hosts/*/cpus': () => 4096,
  'storage/targets/*/luns/*/number': (index) => 16383 - index,
  'storage/targets/*/luns/*/size': () => '999T',
  'storage/volume_groups/*/volumes/*': () => '1K',
  'storage/volume_groups/*/volumes/*/size': () => '1K',
};

/** The site with stand-ins at those of the paths that have one, and these paths. */
export function withStandIns(
  site: Json,
  paths: readonly SourcePath[],
): { readonly site: Json; readonly replaced: readonly SourcePath[] } {
  const replaced = paths.filter((path) => standInFor(path) !== undefined);
  const whole = replaced.reduce((rest, path, index) => put(rest, path, standInFor(path)?.(index) ?? null), site);
  return { site: whole, replaced };
}

function standInFor(path: SourcePath): ((index: number) => Json) | undefined {
  const found = Object.entries(STAND_INS).find(([pattern]) => matches(pattern.split('/'), path));
  return found?.[1];
}

function matches(pattern: readonly string[], path: SourcePath): boolean {
  return pattern.length === path.length && pattern.every((step, index) => step === '*' || step === path[index]);
}

/** The value with another one at a path of keys, also where there was none. */
function put(value: Json, [step, ...rest]: SourcePath, inner: Json): Json {
  if (step === undefined) return inner;
  return isMap(value) ? { ...value, [step]: put(own(value, String(step)) ?? {}, rest, inner) } : value;
}
