/** Values of the site -> attributes of a resource type by the catalogue. */
import { as, type Millis, type SecretName } from '../base/brand.ts';
import { isMap } from '../base/json.ts';
import { parseDuration } from '../base/units.ts';
import { typeEntry, type RmAttribute } from '../catalogue/rm.ts';
import type * as Spec from '../spec/spec.gen.ts';
import type { ActionTimes, Attribute } from '../model/service.ts';
import { known } from './tables.ts';

/** Attributes that are set, of these or of all, in the order of the catalogue. */
export function attributesOf(type: string, written: object, only?: readonly string[]): readonly Attribute[] {
  const values = new Map<string, unknown>(Object.entries(written));
  return Object.entries(typeEntry(type).attributes)
    .filter(([name]) => only === undefined || only.includes(name))
    .flatMap(([name, attribute]) => {
      const value = values.get(attribute.site ?? name);
      return value === undefined ? [] : [{ name, value: valueOf(value, attribute) }];
    });
}

function valueOf(value: unknown, { type }: RmAttribute): Attribute['value'] {
  if (isMap(value)) return { secret: as<SecretName>(String(value['secret'])) };
  if (typeof value === 'boolean' || typeof value === 'number') return value;
  return type === 'duration' ? known(parseDuration(String(value))) : String(value);
}

export function actionsOf(actions: readonly Spec.ResourceAction[] | undefined): readonly ActionTimes[] {
  return (actions ?? []).map(({ name, depth = null, interval, timeout }) => ({
    name,
    depth,
    interval: millis(interval),
    timeout: millis(timeout),
  }));
}

/** A duration that may be absent. */
export function millis(text: string | undefined): Millis | null {
  return text === undefined ? null : known(parseDuration(text));
}
