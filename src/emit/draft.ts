/** What emitters make: files with a body that is not text yet, and actions. */
import { as, type HostName, type Json, type RemotePath, type SecretName, type SourcePath } from '../base/brand.ts';
import type { Action } from '../bundle/action.ts';
import type { OutputFile } from '../bundle/bundle.ts';
import type { Encoding, Late } from '../bundle/content.ts';
import type { Host, Model } from '../model/model.ts';
import type { RawAttribute } from '../model/entity.ts';

export type SecretUse = { readonly $secret: SecretName };
export type LateUse = { readonly $late: Late };

/** What a template may read. No undefined, no null: a missing value is a compile error, not an empty line. */
export type View =
  string | number | boolean | SecretUse | LateUse | readonly View[] | { readonly [name: string]: View };
export type ViewMap = { readonly [name: string]: View };

export type XmlValue = string | number | SecretUse | LateUse;
export type Xml = {
  readonly name: string;
  /** In the order of the vendor's documentation; undefined is left out. */
  readonly attributes?: { readonly [name: string]: XmlValue };
  readonly children?: readonly (Xml | XmlValue)[];
  /** Places of the site that it is made from, for `explain`; the serialiser does not look. Without one, as its parent. */
  readonly from?: readonly SourcePath[];
};

/** `encode` is how a secret is written in this kind of file; in XML its position says it. */
export type Body =
  | { readonly template: string; readonly view: ViewMap; readonly encode: Encoding }
  | { readonly xml: Xml; readonly comment: string };

/** `emitter` names what makes it, for `explain`; it is no part of the bundle. */
export type Draft = Omit<OutputFile, 'content'> & { readonly emitter: string; readonly body: Body };
export type Emitter<Own extends Json = Json> = (model: Model<Own>) => Iterable<Draft | Action>;

/** What most files are: root's, 0644, renamed into place, in a folder that everybody may read. */
export const ROOT_FILE = {
  owner: 'root',
  group: 'root',
  mode: 0o644,
  folderMode: 0o755,
  install: 'rename',
  check: null,
  needs: [],
} as const;

/** A path that emitters write out themselves. */
export function remotePath(path: string): RemotePath {
  if (!/^(\/[A-Za-z0-9._+@-]+)+$/.test(path) || path.split('/').some((step) => step === '.' || step === '..')) {
    throw new Error(`bug/path: ${JSON.stringify(path)} is no path for a node`);
  }
  return as<RemotePath>(path);
}

export function hostNames(hosts: readonly Pick<Host, 'name'>[]): readonly HostName[] {
  return hosts.map(({ name }) => name);
}

/** An XML element, shorter. */
export function element(
  name: string,
  attributes: NonNullable<Xml['attributes']> = {},
  children: Xml['children'] = [],
): Xml {
  return { name, attributes, children };
}

/** Attributes without those that are null, since what is not set is not rendered. */
export function present(attributes: { readonly [name: string]: XmlValue | null }): NonNullable<Xml['attributes']> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  );
}

/** The elements that say something. */
export function unlessEmpty(elements: readonly Xml[]): readonly Xml[] {
  return elements.filter(({ attributes = {}, children = [] }) => Object.keys(attributes).length + children.length > 0);
}

/** The element with the places of the site that it is made from. */
export function madeFrom(from: readonly SourcePath[], xml: Xml): Xml {
  return { ...xml, from };
}

/** The element with the attributes that the site writes as they are, after its own; a check has seen that none has its name. */
export function withRaw(raw: readonly RawAttribute[], { attributes = {}, ...xml }: Xml): Xml {
  return { ...xml, attributes: { ...attributes, ...Object.fromEntries(raw.map(({ name, text }) => [name, text])) } };
}
