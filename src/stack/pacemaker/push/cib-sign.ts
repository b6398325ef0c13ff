/**
 * How a node sees whether the CIB has a change: by an element or a value, not a secret, that exists only with the change, or only
 * without it. One is enough, since pacemaker applies a patch as a whole.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import type { KeptChange } from '../../../deploy/node/profile.ts';
import { isWithheld } from '../../../impact/masked-value.ts';
import type { CibEdit } from './cib-patch.ts';

type Sign = KeptChange['signs'][number];
/** All that the cluster has before the edits, and all that it has from then on. */
type Documents = { readonly old: readonly XmlElement[]; readonly now: readonly XmlElement[] };

/** The edits, and what shows them. Where there is no such sign, one pair gets another id, which means nothing to pacemaker. */
export function signed(
  edits: readonly CibEdit[],
  documents: Documents,
): { readonly edits: readonly CibEdit[]; readonly sign: Sign } | undefined {
  const ids = { old: idsIn(documents.old), now: idsIn(documents.now) };
  const [sign] = edits.flatMap((one) => signOf(one, ids) ?? []);
  if (sign !== undefined) return { edits, sign };
  return renamed(edits, ids);
}

type Ids = { readonly old: ReadonlySet<string>; readonly now: ReadonlySet<string> };

function idsIn(documents: readonly XmlElement[]): ReadonlySet<string> {
  const all = (each: XmlElement): readonly string[] => [
    ...[attributeOf(each, 'id') ?? []].flat(),
    ...elementsIn(each).flatMap(all),
  ];
  return new Set(documents.flatMap((one) => elementsIn(one, 'configuration')).flatMap(all));
}

function signOf(one: CibEdit, ids: Ids): Sign | undefined {
  if (one.edit === 'create') return idSign('new', one.now, ids.old);
  if (one.edit === 'delete') return idSign('old', one.old, ids.now);
  const id = attributeOf(one.now, 'id');
  if (id === undefined) return undefined;
  const [set] = one.now.attributes.flatMap(({ name, value }) =>
    attributeOf(one.old, name) !== value && isPlain(value) ? [{ name, value }] : [],
  );
  return set === undefined ? undefined : { of: 'new', word: found(id, ` and @${set.name}='${set.value}'`) };
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

/** Gives one pair or operation another id, so that it is new. */
function renamed(edits: readonly CibEdit[], ids: Ids): ReturnType<typeof signed> {
  for (const one of edits) {
    // The children of what is modified are changed apart.
    if (one.edit === 'delete' || (one.edit === 'modify' && !RENAMED.has(one.now.name))) continue;
    const free = freeIn(one.now, ids);
    if (free === undefined) continue;
    const now = withId(one.now, free.id, free.instead);
    const parent = one.path.slice(0, one.path.lastIndexOf(`/${one.now.name}[`));
    const instead: readonly CibEdit[] =
      one.edit === 'create'
        ? [{ ...one, now }]
        : [
            { edit: 'delete', path: one.path, old: one.old },
            { edit: 'create', path: parent, position: 0, now },
          ];
    const all = edits.flatMap((other) => (other === one ? instead : [other]));
    return { edits: all, sign: { of: 'new', word: found(free.instead) } };
  }
  return undefined;
}

/** Elements whose ids mean nothing. Measured with crm_simulate 2.1.5. */
const RENAMED = new Set(['nvpair', 'op']);

function freeIn(now: XmlElement, ids: Ids): { readonly id: string; readonly instead: string } | undefined {
  const id = attributeOf(now, 'id');
  if (id !== undefined && RENAMED.has(now.name)) {
    const instead = [1, 2].map((n) => `${id}-${n}`).find((one) => !ids.old.has(one) && !ids.now.has(one));
    return instead === undefined ? undefined : { id, instead };
  }
  for (const child of elementsIn(now)) {
    const free = freeIn(child, ids);
    if (free !== undefined) return free;
  }
  return undefined;
}

function withId(one: XmlElement, id: string, instead: string): XmlElement {
  return {
    ...one,
    attributes: one.attributes.map((each) =>
      each.name === 'id' && each.value === id ? { ...each, value: instead } : each,
    ),
    children: one.children.map((child) => ('name' in child ? withId(child, id, instead) : child)),
  };
}
