/** What emitters make: files with a body that is not text yet, and actions. */
import { as, type HostName, type Json, type RemotePath, type SecretName, type SourcePath } from '../base/brand.ts';
import type { Action } from '../bundle/action.ts';
import type { OutputFile } from '../bundle/bundle.ts';
import type { Encoding, Late } from '../bundle/content.ts';
import type { Host, Model } from '../model/model.ts';
import type { RawAttribute } from '../model/entity.ts';

export type SecretUse = { readonly $secret: SecretName };
export type LateUse = { readonly $late: Late };

/** The data of a template. Without undefined and null: a missing value is a compile error, not an empty line. */
export type View =
  | string
  | number
  | boolean
  | SecretUse
  | LateUse
  | readonly View[]
  | { readonly [name: string]: View };
export type ViewMap = { readonly [name: string]: View };

export type XmlValue = string | number | SecretUse | LateUse;
export type Xml = {
  readonly name: string;
  /** In the order of the vendor's documentation; undefined ones are omitted. */
  readonly attributes?: { readonly [name: string]: XmlValue };
  readonly children?: readonly (Xml | XmlValue)[] | Elements;
  /** Places in the site that it is made from, for `explain`; the serialiser ignores them. Its parent's by default. */
  readonly from?: readonly SourcePath[];
};

/** Elements that are made anew, one by one, whenever they are looked at: all those of a large site take 150 MB. */
export type Elements = { readonly eachTime: () => Iterable<Xml> };

/** The children in their order. */
export function childrenOf({ children = [] }: Pick<Xml, 'children'>): Iterable<Xml | XmlValue> {
  return 'eachTime' in children ? children.eachTime() : children;
}

/** A draft as plain data, with all elements. */
export function plainDraft(draft: Draft): { readonly [key: string]: Json } {
  const { body, ...rest } = draft;
  return { ...rest, body: 'xml' in body ? { xml: plainXml(body.xml), comment: body.comment } : body };
}

function plainXml({ children, ...xml }: Xml): Json {
  if (children === undefined) return xml;
  return { ...xml, children: [...childrenOf({ children })].map((child) => (isXml(child) ? plainXml(child) : child)) };
}

/** Is it an element, and no text? */
export function isXml(child: Xml | XmlValue): child is Xml {
  return typeof child === 'object' && 'name' in child;
}

/** `encode` is how the file escapes a secret; in XML that follows from the position. */
export type Body =
  | { readonly template: string; readonly view: ViewMap; readonly encode: Encoding }
  | { readonly xml: Xml; readonly comment: string };

/** `emitter` names its emitter for `explain`; it is not part of the bundle. */
export type Draft = Omit<OutputFile, 'content'> & { readonly emitter: string; readonly body: Body };
export type Emitter<Own extends Json = Json> = (model: Model<Own>) => Iterable<Draft | Action>;

/** Defaults of most files: owner root, mode 0644, renamed into place, in a world-readable folder. */
export const ROOT_FILE = {
  owner: 'root',
  group: 'root',
  mode: 0o644,
  folderMode: 0o755,
  install: 'rename',
  check: null,
  needs: [],
} as const;

/** A body whose tree is made when it is read, which a check never does. */
export function xmlBody(tree: () => Xml, comment: string): Body {
  return {
    get xml() {
      return tree();
    },
    comment,
  };
}

/** A path that an emitter writes as a literal. */
export function remotePath(path: string): RemotePath {
  if (!/^(\/[A-Za-z0-9._+@-]+)+$/.test(path) || path.split('/').some((step) => step === '.' || step === '..')) {
    throw new Error(`bug/path: ${JSON.stringify(path)} is no path for a node`);
  }
  return as<RemotePath>(path);
}

export function hostNames(hosts: readonly Pick<Host, 'name'>[]): readonly HostName[] {
  return hosts.map(({ name }) => name);
}

/** Creates an XML element. */
export function element(
  name: string,
  attributes: NonNullable<Xml['attributes']> = {},
  children: Xml['children'] = [],
): Xml {
  return { name, attributes, children };
}

/** Attributes without null ones: what is not set is not rendered. */
export function present(attributes: { readonly [name: string]: XmlValue | null }): NonNullable<Xml['attributes']> {
  return Object.fromEntries(Object.entries(attributes).filter((one): one is [string, XmlValue] => one[1] !== null));
}

/** Elements that are not empty. */
export function unlessEmpty(elements: readonly Xml[]): readonly Xml[] {
  return elements.filter((xml) => Object.keys(xml.attributes ?? {}).length > 0 || [...childrenOf(xml)].length > 0);
}

/** The element with the places of the site that it is made from. */
export function madeFrom(from: readonly SourcePath[], { name, attributes = {}, children = [] }: Xml): Xml {
  // A spread would give each element a hidden class of its own; see `quiet`.
  return { name, attributes, children, from };
}

/** The element with the raw attributes of the site after its own; a check has verified that the names differ. */
export function withRaw(raw: readonly RawAttribute[], { attributes = {}, ...xml }: Xml): Xml {
  return { ...xml, attributes: { ...attributes, ...Object.fromEntries(raw.map(({ name, text }) => [name, text])) } };
}
