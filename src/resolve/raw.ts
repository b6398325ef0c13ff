/** Spec -> raw attributes of a site. */
import type * as Spec from '../spec/spec.gen.ts';
import type { RawAttribute } from '../model/entity.ts';
import { byName } from './tables.ts';

/** Sorted by name. */
export function rawOf(raw: Spec.Raw | undefined): readonly RawAttribute[] {
  return byName(raw, []).map(({ name, value }) => ({ name, text: value }));
}
