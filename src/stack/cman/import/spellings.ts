/** Attributes of services, VMs and resources that a build would spell otherwise: rgmanager compares text. Domain reference, 2.1. */
import type { Json } from '../../../base/brand.ts';
import { mapOf, own, type JsonMap } from '../../../base/json.ts';
import type { XmlElement } from '../../../base/xml.ts';
import { parseDuration } from '../../../base/units.ts';
import { rmTypes, type RmAttribute } from '../../../catalogue/rm.ts';
import type { Rules } from '../../../import/attributes.ts';
import type { ValueReader } from '../../../import/values.ts';
import { readerOf, SERVICE, VM } from './managed-rules.ts';
import { isSecretName } from '../../../base/secret-names.ts';
import { holdsSecret } from '../../../import/masked.ts';

const AGENTS = rmTypes({ family: 'rhel6', minor: 10 });

/** Empty ones are no value of the site, and still there for rgmanager. */
const MAY_BE_EMPTY = ['domain', 'migration_mapping'];

/** `keys` with the original spelling as `raw`, wherever a build would write another text for the same value. */
export function withSpellings(element: XmlElement, rules: Rules, keys: JsonMap): JsonMap {
  const declared = own(AGENTS, element.name)?.attributes;
  const raw = element.attributes.flatMap(({ name, value }) => {
    const attribute = own(declared, name);
    const rule = own(rules, name);
    if (rule === null && value === '' && MAY_BE_EMPTY.includes(name)) return [[name, value] as const];
    if (attribute === undefined || rule === undefined || rule === null || isSecretName(name)) return [];
    if (attribute.type === 'secret' || attribute.default === value || holdsSecret(value)) return [];
    const read = rule[1](value);
    const built = read === undefined ? undefined : textOf(read.value, attribute);
    const kept = read === undefined || built !== value;
    return kept && /^[^\r\n\t]*$/.test(value) ? [[name, value] as const] : [];
  });
  if (raw.length === 0) return keys;
  return { ...keys, raw: { ...mapOf(keys['raw']), ...Object.fromEntries(raw) } };
}

/** What a build writes for a value of the site. */
function textOf(value: Json, { type, spelling = ['0', '1'] }: RmAttribute): string {
  if (typeof value === 'boolean') return spelling[value ? 1 : 0];
  return type === 'duration' ? String(Math.floor((parseDuration(String(value)) ?? 0) / 1000)) : String(value);
}

/** Does a text say what `written`, the text of a build, says? Where a build writes none: is it a text that no key can say? */
export function isSpelling(element: string, name: string, written: unknown, text: string): boolean {
  const attribute = own(own(AGENTS, element)?.attributes, name);
  if (attribute === undefined || attribute.type === 'secret') return false;
  const read = readerFor(element, name, attribute);
  if (written === undefined || written === null) return name === 'domain' || read(text) === undefined;
  const [one, other] = [read(String(written)), read(text)];
  return one !== undefined && JSON.stringify(one.value) === JSON.stringify(other?.value);
}

function readerFor(element: string, name: string, attribute: RmAttribute): ValueReader {
  const rule = own(element === 'service' ? SERVICE : element === 'vm' ? VM : {}, name);
  return rule?.[1] ?? readerOf(attribute);
}
