/** An entry without the key that says what it is: the agent of a fence device, the type of a resource. */
import type { SourcePath } from '../base/brand.ts';
import { isMap, own } from '../base/json.ts';
import { keyAt, type Diagnostic } from '../diag/diagnostic.ts';
import { missingKey, unknownKey } from './findings.ts';
import { meantBy, tagsOf } from './schema-facts.ts';

/** Other words for the key. */
const WORDS: { readonly [tag: string]: readonly string[] } = {
  agent: ['type', 'driver', 'fence_agent'],
  type: ['agent', 'kind', 'class', 'resource'],
};

/** What people know best, for a list that is too long to print. */
const EXAMPLES: { readonly [tag: string]: string } = { agent: 'fence_ipmilan', type: 'ip' };

/** `data`: the entry. `schema`: of it, with the values that the key can have. */
export function missingTag(path: SourcePath, tag: string, data: unknown, schema: unknown): Diagnostic {
  const keys = isMap(data) ? Object.keys(data) : [];
  const other = keys.find((key) => own(WORDS, tag)?.includes(key));
  if (other !== undefined)
    return unknownKey(keyAt([...path, other]), {
      key: other,
      suggestion: tag,
      known: [tag],
      section: null,
      of: String(path.at(-1)),
      opposite: null,
    });
  const [key = ''] = keys;
  const value = keys.length === 1 ? (tagsOf(schema).includes(key) ? key : meantBy(key, schema)) : undefined;
  const example = value ?? own(EXAMPLES, tag) ?? '';
  return missingKey(keyAt(path), { key: tag, example, choices: [], asKey: value === undefined ? null : key });
}
