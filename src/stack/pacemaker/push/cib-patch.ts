/**
 * The difference between two CIBs as a patch of format 2, which pacemaker applies as one change. Elements are the same if they have
 * the same name and id; order counts in groups and sets only. Pacemaker's lib/common/patchset.c.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { element, withAttributes, xmlText } from '../impact/xml.ts';

/** `path` is that of the changed element; of a new one that of its parent. */
export type CibEdit =
  | { readonly edit: 'delete'; readonly path: string; readonly old: XmlElement }
  | { readonly edit: 'create'; readonly path: string; readonly position: number; readonly now: XmlElement }
  | { readonly edit: 'modify'; readonly path: string; readonly old: XmlElement; readonly now: XmlElement };

/** What leads from one document to the other. */
export function editsBetween(old: XmlElement, now: XmlElement): readonly CibEdit[] {
  return inside(old, now, `/${now.name}`);
}

function inside(old: XmlElement, now: XmlElement, path: string): readonly CibEdit[] {
  const before = new Map(elementsIn(old).map((child) => [keyOf(child), child]));
  const after = new Set(elementsIn(now).map(keyOf));
  const gone = [...before].filter(([key]) => !after.has(key)).map(([key, child]) => deletion(`${path}/${key}`, child));
  const others = elementsIn(now).flatMap((child, position): readonly CibEdit[] => {
    const known = before.get(keyOf(child));
    const own = `${path}/${keyOf(child)}`;
    const creation = { edit: 'create', path, position, now: child } as const;
    if (known === undefined) return [creation];
    return isReordered(known, child) ? [deletion(own, known), creation] : inside(known, child, own);
  });
  const own: readonly CibEdit[] = isSame(old, now) ? [] : [{ edit: 'modify', path, old, now }];
  return [...gone, ...own, ...others];
}

function deletion(path: string, old: XmlElement): CibEdit {
  return { edit: 'delete', path, old };
}

/** As in a path of XPath. */
function keyOf(one: XmlElement): string {
  const id = attributeOf(one, 'id');
  return id === undefined ? one.name : `${one.name}[@id='${id}']`;
}

const ORDERED = new Set(['group', 'resource_set', 'obj_list']);

/** Have the children that both have another order? */
function isReordered(old: XmlElement, now: XmlElement): boolean {
  if (!ORDERED.has(now.name)) return false;
  const [before, after] = [old, now].map((one) => elementsIn(one).map(keyOf));
  const common = (some: readonly string[] = [], others: readonly string[] = []) =>
    some.filter((key) => others.includes(key)).join('\n');
  return common(before, after) !== common(after, before);
}

function isSame(old: XmlElement, now: XmlElement): boolean {
  return namesIn(old, now).every((name) => attributeOf(old, name) === attributeOf(now, name));
}

function namesIn(...some: readonly XmlElement[]): readonly string[] {
  return [...new Set(some.flatMap(({ attributes }) => attributes.map(({ name }) => name)))];
}

export type Version = { readonly admin: number; readonly epoch: number };

/** The patch as text; it is refused where the document has another version than this, or other updates than `updates`. */
export function patchText(edits: readonly CibEdit[], { admin, epoch }: Version, updates: string): string {
  const version = element('version', {}, [
    element('source', { admin_epoch: String(admin), epoch: String(epoch), num_updates: updates }),
    element('target', { admin_epoch: String(admin), epoch: String(epoch + 1), num_updates: '0' }),
  ]);
  return `${xmlText(element('diff', { format: '2' }, [version, ...edits.map(changeOf)]))}\n`;
}

function changeOf(one: CibEdit): XmlElement {
  const base = { operation: one.edit, path: one.path };
  if (one.edit === 'delete') return element('change', base);
  if (one.edit === 'create') return element('change', { ...base, position: String(one.position) }, [one.now]);
  const set = namesIn(one.old, one.now)
    .filter((name) => attributeOf(one.old, name) !== attributeOf(one.now, name))
    .map((name) => attributeChange(name, attributeOf(one.now, name)));
  const result = withAttributes({ ...one.now, children: [] }, {});
  return element('change', base, [element('change-list', {}, set), element('change-result', {}, [result])]);
}

function attributeChange(name: string, value: string | undefined): XmlElement {
  return value === undefined
    ? element('change-attr', { name, operation: 'unset' })
    : element('change-attr', { name, operation: 'set', value });
}
