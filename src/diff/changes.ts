/** Two matched files -> each setting that differs, as a value. A setting is an attribute, a text, or an element that has neither. */
import { grouped } from '../base/grouped.ts';
import { own } from '../base/json.ts';
import { isEqual, settingsIn, type Pair, type Part } from './parts.ts';

export type Change = {
  readonly kind: 'changed' | 'left-out' | 'added';
  /** In the found file, from 1; 0 where it has none. */
  readonly line: number;
  /** What has the setting: `<vm "vm1">`, or the key of a setting. */
  readonly what: string;
  /** The attribute; empty for a text or a whole part, `order` for the order of what is inside. */
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** How many settings of the found file are concerned. */
  readonly settings: number;
};

/** `isSecret`: names of values that are not compared, and not shown. */
export function* changesIn({ found, desired }: Pair<Part>, isSecret: (name: string) => boolean): Generator<Change> {
  if (isEqual({ found, desired })) return;
  const at = { line: found.line, what: labelOf(found) };
  for (const name of new Set([...found.attributes.keys(), ...desired.attributes.keys()]))
    yield* valueChange({ ...at, name }, found.attributes.get(name), desired.attributes.get(name), isSecret(name));
  const text = (part: Part) => (part.text === '' ? undefined : (part.shown ?? part.text));
  if (found.text !== desired.text)
    yield* valueChange({ ...at, name: '' }, text(found), text(desired), isSecret(found.name));
  const others = new Map(desired.children.map((child) => [child.id, child]));
  for (const child of found.children) {
    const other = others.get(child.id);
    if (other === undefined) yield { ...whole(child, 'left-out'), line: child.line, settings: settingsIn(child) };
    else yield* changesIn({ found: child, desired: other }, isSecret);
    others.delete(child.id);
  }
  for (const child of others.values()) yield { ...whole(child, 'added'), line: 0, settings: 0 };
  if (!sameOrder(found, desired))
    yield { ...at, kind: 'changed', name: 'order', before: undefined, after: undefined, settings: 0 };
}

/** How many settings of the found file have the same value in the desired one, and how many are only noise. */
export function keptIn({ found, desired }: Pair<Part>, isSecret: (name: string) => boolean): Kept {
  const isKept = (name: string, before: string, after: string | undefined) =>
    before === after || (after !== undefined && isSecret(name));
  const attributes = [...found.attributes].filter(([name, value]) => isKept(name, value, desired.attributes.get(name)));
  const text = found.text !== '' && isKept(found.name, found.text, desired.text || undefined);
  const isBare = found.attributes.size + found.children.length + (found.noise ?? 0) === 0 && found.text === '';
  const others = new Map(desired.children.map((child) => [child.id, child]));
  const below = found.children.map((child) => {
    const other = others.get(child.id);
    return other === undefined
      ? { same: 0, noise: noiseIn(child) }
      : keptIn({ found: child, desired: other }, isSecret);
  });
  return {
    same: attributes.length + Number(text || isBare) + below.reduce((sum, { same }) => sum + same, 0),
    noise: (found.noise ?? 0) + below.reduce((sum, { noise }) => sum + noise, 0),
  };
}

export type Kept = { readonly same: number; readonly noise: number };

function noiseIn({ noise = 0, children }: Part): number {
  return children.reduce((sum, child) => sum + noiseIn(child), noise);
}

function whole(part: Part, kind: Change['kind']) {
  return { kind, what: labelOf(part), name: '', before: undefined, after: undefined } as const;
}

type At = Pick<Change, 'line' | 'what' | 'name'>;

function* valueChange(
  at: At,
  before: string | undefined,
  after: string | undefined,
  secret: boolean,
): Generator<Change> {
  if (before === after || (secret && before !== undefined && after !== undefined)) return;
  const shown = (value: string | undefined) => (secret && value !== undefined ? '...' : value);
  const kind = before === undefined ? 'added' : after === undefined ? 'left-out' : 'changed';
  yield { ...at, kind, before: shown(before), after: shown(after), settings: before === undefined ? 0 : 1 };
}

/** Of what both have, within each group. */
function sameOrder(found: Part, desired: Part): boolean {
  if (found.children.every(({ id }, index) => desired.children[index]?.id === id)) return true;
  const known = new Set(desired.children.map(({ id }) => id));
  const both = new Set(found.children.map(({ id }) => id).filter((id) => known.has(id)));
  const order = ({ children }: Part) =>
    [
      ...grouped(
        children.filter(({ id }) => both.has(id)),
        ({ group }) => group,
      ),
    ].map(([group, parts]) => `${group}: ${parts.map(({ id }) => id).join(' ')}`);
  return order(found).toSorted().join('\n') === order(desired).toSorted().join('\n');
}

function labelOf({ name, attributes, children, text, label }: Part): string {
  if (label !== undefined) return label;
  const given = ['name', 'ref', 'address', 'type', 'dev']
    .map((key) => attributes.get(key))
    .find((one) => one !== undefined);
  const target = children.find((child) => own(NAMED_BY, name) === child.name);
  const subject = given ?? target?.attributes.get('dev') ?? target?.attributes.get('address');
  if (isSetting({ name, attributes, children, text })) return name;
  return `<${name}${subject === undefined ? '' : ` "${subject}"`}>`;
}

/** Of a file of settings, whose keys have slashes, dots or capitals. */
function isSetting({
  name,
  attributes,
  children,
  text,
}: Pick<Part, 'name' | 'attributes' | 'children' | 'text'>): boolean {
  return attributes.size === 0 && children.length === 0 && text !== '' && /[/.A-Z]/.test(name);
}

/** Devices of a domain that a child names. */
const NAMED_BY: { readonly [element: string]: string } = { disk: 'target', interface: 'mac' };
