/** A primitive of a service -> the type and keys of a resource of the site; the inverse of catalogue/ocf.ts. */
import type { Json } from '../../../base/brand.ts';
import { own, type JsonMap } from '../../../base/json.ts';
import { primaryIn, typeEntry, type RmAttribute } from '../../../catalogue/rm.ts';
import { isSecretName } from '../../../base/secret-names.ts';
import { agentFlag, count, seconds } from '../../../import/values.ts';
import type { Value } from '../cib/blocks.ts';
import type { Primitive } from '../cib/document.ts';
import type { Counterpart, Source } from '../catalogue/counterpart.ts';
import { COUNTERPARTS } from '../catalogue/ocf.ts';
import { inWords, noteAt, valueOf, type CibReading } from './reading.ts';

/** The types of the site for an agent. A primitive whose id names one of them is of that type. */
export function typeFor(primitive: Primitive, service: string): string | undefined {
  const fitting = Object.entries(COUNTERPARTS)
    .filter(([, one]) => fits(primitive, one))
    .map(([type]) => type);
  const named = fitting.find((type) => primitive.id.startsWith(`${service}-${type}-`));
  return named ?? fitting.toSorted((a, b) => valuesOf(b) - valuesOf(a)).at(0);
}

/** Types with values of their own, such as the options of a bind mount, come before the plain one. */
function valuesOf(type: string): number {
  const sources = Object.values(own(COUNTERPARTS, type)?.parameters ?? {});
  return sources.filter((source) => 'value' in source).length * 2 + sources.filter((source) => 'join' in source).length;
}

function fits({ class: kind, provider, type, parameters }: Primitive, counterpart: Counterpart): boolean {
  if (kind !== counterpart.class) return false;
  if (counterpart.type === null) return true;
  if (counterpart.type !== type || (counterpart.provider ?? null) !== provider) return false;
  return Object.entries(counterpart.parameters).every(([name, source]) =>
    fitsSource(valueOf(parameters, name), source, type),
  );
}

function fitsSource(text: string | undefined, source: Source, type: string): boolean {
  if ('join' in source) return text !== undefined && text.indexOf(source.with) > 0 && !text.startsWith('/dev/');
  if (!('value' in source)) return true;
  return text === source.value || type === 'LVM-activate';
}

/** Keys of a resource without the type. `name`: of its primary attribute where no parameter holds it. */
export function keysOf(primitive: Primitive, type: string, name: string, reading: CibReading): JsonMap {
  const { attributes } = typeEntry(type);
  const counterpart = own(COUNTERPARTS, type);
  if (counterpart === undefined) return {};
  const primary = primaryIn(attributes);
  const found = Object.entries(counterpart.parameters).flatMap(([parameter, source]) =>
    entryOf(
      primitive.parameters.find((one) => one.name === parameter),
      source,
      primitive,
      reading,
    ),
  );
  const read = new Map<string, Json>();
  for (const [attribute, text, value] of found) {
    const json = jsonOf(text, own(attributes, attribute), value, { primitive, type, reading });
    if (json !== undefined) read.set(own(attributes, attribute)?.site ?? attribute, json);
  }
  if (counterpart.unit !== undefined) read.set(counterpart.unit, `/etc/init.d/${primitive.type}`);
  noteOthers(primitive, Object.keys(counterpart.parameters), reading);
  return { ...(read.has(primary) ? {} : { [primary]: name }), ...Object.fromEntries(read) };
}

type Found = readonly [attribute: string, text: string, value: Value];

function entryOf(
  value: Value | undefined,
  source: Source,
  { parameters, id, type }: Primitive,
  reading: CibReading,
): readonly Found[] {
  if (value === undefined || 'value' in source) return [];
  if ('join' in source) {
    const cut = value.value.indexOf(source.with);
    const texts = [value.value.slice(0, cut), value.value.slice(cut + source.with.length)];
    return source.join.map((attribute, index) => [attribute, texts[index] ?? '', value]);
  }
  if ('of' in source) return [];
  if (!('part' in source)) return [[source.from, value.value, value]];
  if (source.part === 'prefix') {
    if (valueOf(parameters, 'ip') === undefined)
      noteAt(reading, value.line, 'lost', `${inWords(`${id}:`, value)} of ${type} has no address; left out`);
    return [];
  }
  const prefix = valueOf(parameters, 'cidr_netmask');
  return [[source.from, prefix === undefined || prefix === '' ? value.value : `${value.value}/${prefix}`, value]];
}

type Context = { readonly primitive: Primitive; readonly type: string; readonly reading: CibReading };

function jsonOf(
  text: string,
  attribute: RmAttribute | undefined,
  value: Value,
  { primitive, type, reading }: Context,
): Json | undefined {
  if (attribute?.type === 'secret' || isSecretName(value.name))
    return reading.notes.secret(`resources/${type}/${primitive.id}`, text);
  const read =
    attribute?.type === 'boolean'
      ? agentFlag(text)
      : attribute?.type === 'integer'
        ? count(text)
        : attribute?.type === 'duration'
          ? seconds(text)
          : { value: text };
  if (read === undefined)
    noteAt(
      reading,
      value.line,
      'lost',
      `${inWords(`${primitive.id}:`, value)} is not a value that a site can express; left out`,
    );
  return read?.value;
}

/** Parameters that the type has no attribute for. LVM-activate follows from the volume group. */
function noteOthers({ id, parameters, type }: Primitive, known: readonly string[], reading: CibReading): void {
  const more = type === 'LVM-activate' ? ['activation_mode'] : [];
  for (const value of parameters.filter(({ name }) => ![...known, ...more].includes(name)))
    noteAt(reading, value.line, 'lost', `${inWords(`${id}:`, value)} is not modelled; left out`);
}
