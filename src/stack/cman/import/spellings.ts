/** Keeps attribute text that a build would write differently, because rgmanager compares text. rgmanager, reslist.c. */
import type { Json } from '../../../base/brand.ts';
import { mapOf, own, type JsonMap } from '../../../base/json.ts';
import type { XmlElement } from '../../../base/xml.ts';
import { parseDuration } from '../../../base/units.ts';
import { rmTypes, type RmAttribute } from '../../../catalogue/rm.ts';
import type { Rules } from '../../../import/attributes.ts';
import type { ValueReader } from '../../../import/values.ts';
import { readerOf, SERVICE, VM } from './rules/managed-rules.ts';
import { isSecretName } from '../../../base/secret-names.ts';
import { holdsSecret } from '../../../import/masked.ts';

const AGENTS = rmTypes({ family: 'rhel6', minor: 10 });

/** Attributes whose empty text is no site value but exists for rgmanager. */
const MAY_BE_EMPTY = ['domain', 'migration_mapping'];

/** `keys` with the original text as `raw` where a build would write other text for the same value. */
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

/** The text that a build writes for a site value. */
function textOf(value: Json, { type, spelling = ['0', '1'] }: RmAttribute): string {
  if (typeof value === 'boolean') return spelling[value ? 1 : 0];
  return type === 'duration' ? String(Math.floor((parseDuration(String(value)) ?? 0) / 1000)) : String(value);
}

/** True if `text` means the same as `written`, the build's text. If the build writes none: true if no key can express `text`. */
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
