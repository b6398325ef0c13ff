/**
 * By what a node sees whether the CIB has a change, without a secret: an element or a value that is there with it alone, or without it
 * alone. One is enough, since pacemaker applies a patch as a whole.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { KeptChange } from '../../../deploy/node/profile.ts';
import { isWithheld } from '../../../impact/masked-value.ts';
import type { CibEdit } from './cib-patch.ts';

type Sign = KeptChange['sign'];
type Documents = { readonly old: XmlElement; readonly now: XmlElement };

/** The edits, and what shows them. A change of secrets alone gives one pair another id, which means nothing to pacemaker. */
export function signed(
  edits: readonly CibEdit[],
  documents: Documents,
): { readonly edits: readonly CibEdit[]; readonly sign: Sign } | undefined {
  const ids = { old: idsIn(documents.old), now: idsIn(documents.now) };
  const [sign] = edits.flatMap((one) => signOf(one, ids) ?? []);
  if (sign !== undefined) return { edits, sign };
  const [first, ...others] = edits;
  return first?.edit === 'modify' ? renamed(first, others, ids) : undefined;
}

type Ids = { readonly old: ReadonlySet<string>; readonly now: ReadonlySet<string> };

function idsIn(one: XmlElement): ReadonlySet<string> {
  const all = (each: XmlElement): readonly string[] => [
    ...[attributeOf(each, 'id') ?? []].flat(),
    ...elementsIn(each).flatMap(all),
  ];
  return new Set(elementsIn(one, 'configuration').flatMap(all));
}

function signOf(one: CibEdit, ids: Ids): Sign | undefined {
  if (one.edit === 'create') return idSign('new', one.now, ids.old);
  if (one.edit === 'delete') return idSign('old', one.old, ids.now);
  const id = attributeOf(one.now, 'id');
  if (id === undefined) return undefined;
  const [set] = one.now.attributes.flatMap(({ name, value }) =>
    attributeOf(one.old, name) !== value && isPlain(value) ? [{ name, value }] : [],
  );
  return set === undefined ? undefined : { of: 'new', word: `${found(id, ` and @${set.name}='${set.value}'`)}` };
}

function idSign(of: Sign['of'], one: XmlElement, others: ReadonlySet<string>): Sign | undefined {
  const id = attributeOf(one, 'id');
  return id === undefined || others.has(id) ? undefined : { of, word: found(id) };
}

/** Only in the configuration: results of operations in the status have the id of their resource. */
function found(id: string, also = ''): string {
  return `/cib/configuration//*[@id='${id}'${also}]`;
}

/** No secret, and nothing that XPath or a request would read in another way. */
function isPlain(value: string): boolean {
  return /^[A-Za-z0-9_.:/+-]+$/.test(value) && !isWithheld(value);
}

function renamed({ path, old, now }: CibEdit & { readonly edit: 'modify' }, others: readonly CibEdit[], ids: Ids) {
  const id = attributeOf(now, 'id');
  if (id === undefined || now.name !== 'nvpair') return undefined;
  const free = [1, 2].map((n) => `${id}-${n}`).find((one) => !ids.old.has(one) && !ids.now.has(one));
  if (free === undefined) return undefined;
  const attributes = now.attributes.map((one) => (one.name === 'id' ? { ...one, value: free } : one));
  const parent = path.slice(0, path.lastIndexOf('/nvpair['));
  const edits: readonly CibEdit[] = [
    { edit: 'delete', path, old },
    { edit: 'create', path: parent, position: 0, now: { ...now, attributes } },
    ...others,
  ];
  return { edits, sign: { of: 'new', word: found(free) } as const };
}
