/**
 * manifest.json: everything about a bundle that its files do not show. The manifest and the files are enough for a push. Its
 * form is a contract: `format` rises when a field changes its meaning.
 */
import { as, type Digest, type HostName, type RemotePath, type SecretName, type SourcePath } from '../base/brand.ts';
import type { Window } from '../base/window.ts';
import { canonicalPieces, sha256, sha256OfPieces } from '../base/json.ts';
import { slicesOf } from '../base/slices.ts';
import type { Action } from './action.ts';
import { FORMAT, secretNamesOf, type Bundle, type BundleNode, type OutputFile } from './bundle.ts';
import { placeholder, shownPieces, type Content, type Encoding, type Late, type Slot } from './content.ts';
import type { Runtime } from './runtime.ts';

export type ManifestSlot =
  | { readonly offset: number; readonly secret: string; readonly encode: Encoding }
  | { readonly offset: number; readonly late: Late };

export type ManifestFile = {
  readonly path: RemotePath;
  readonly nodes: readonly HostName[];
  /** Four octal digits. */
  readonly mode: string;
  readonly folderMode: string;
  readonly owner: string;
  readonly group: string;
  readonly install: OutputFile['install'];
  readonly check: OutputFile['check'];
  /** SHA-256 of the file as in the bundle. */
  readonly digest: Digest;
  /** Slots to fill, by the byte offset of their placeholder in the file. */
  readonly slots: readonly ManifestSlot[];
  /** Places in the site, steps joined with slashes; `explain` knows the lines. */
  readonly from: readonly string[];
  readonly needs: readonly string[];
};

export type Manifest = Runtime & {
  readonly format: typeof FORMAT;
  readonly bundle: Digest;
  readonly stack: string;
  readonly cluster: string;
  readonly platform: string;
  readonly nodes: readonly BundleNode[];
  readonly files: readonly ManifestFile[];
  readonly actions: readonly Action[];
  /** Names of the secrets that its files need. Who pushes decides where their values come from. */
  readonly secrets: readonly SecretName[];
  /** Maintenance windows; none means always open. */
  readonly windows: readonly Window[];
  /** Files for reviewers, by path; SHA-256 of each. */
  readonly reports: readonly { readonly path: string; readonly digest: Digest }[];
};

export function manifestOf(bundle: Bundle): Manifest {
  const { id, files, reports, ...rest } = bundle;
  return {
    format: FORMAT,
    bundle: id,
    ...rest,
    files: files.map(manifestFile),
    secrets: secretNamesOf(bundle),
    reports: reports.map(({ path, text }) => ({ path, digest: sha256(text) })),
  };
}

/** A text at once, in parts that are in memory, or in pieces that are made anew each time. */
export type Text = string | readonly string[] | Iterable<string>;

/** All files of the bundle's folder: relative path -> text. */
export function bundleFiles(bundle: Bundle, activator: string): ReadonlyMap<string, string> {
  return new Map([...bundleTexts(bundle, activator)].map(([path, text]) => [path, [...piecesOf(text)].join('')]));
}

/** The same, with the manifest in pieces: as a whole that of 10,000 VMs is 35 MB. */
export function bundleTexts(bundle: Bundle, activator: string): ReadonlyMap<string, Text> {
  const manifest = manifestOf(bundle);
  const texts = bundle.files.flatMap(({ nodes, path, content }) => {
    const text = textOf(content);
    return nodes.map((node) => [`nodes/${node}${path}`, text] as const);
  });
  const reports = bundle.reports.map(({ path, text }) => [path, text] as const);
  return new Map<string, Text>([
    ['manifest.json', { [Symbol.iterator]: () => canonicalPieces(manifest) }],
    ['activate.sh', activator],
    ...reports,
    ...texts,
  ]);
}

/** One text for all nodes, so that they can share what is made of it. */
function textOf(content: Content): Text {
  const parts = shownPieces(content);
  return parts.length === 1 ? (parts[0] ?? '') : parts;
}

/** The parts of a text that are in memory; undefined for one that is made anew each time. */
export function partsInMemory(text: Text): readonly string[] | undefined {
  if (typeof text === 'string') return [text];
  return isList(text) ? text : undefined;
}

function isList(text: Exclude<Text, string>): text is readonly string[] {
  return Array.isArray(text);
}

/** Short pieces, none of which ends within a character. */
export function* piecesOf(text: Text): Iterable<string> {
  if (typeof text === 'string') yield* slicesOf(text);
  else for (const part of text) yield* slicesOf(part);
}

function manifestFile(file: OutputFile): ManifestFile {
  const { path, nodes, owner, group, install, check, content, from, needs } = file;
  return {
    path,
    nodes,
    mode: octal(file.mode),
    folderMode: octal(file.folderMode),
    owner,
    group,
    install,
    check,
    digest: sha256OfPieces(shownPieces(content)),
    slots: slotsOf(content),
    from: from.map((place: SourcePath) => place.join('/')),
    needs,
  };
}

function slotsOf(content: Content): readonly ManifestSlot[] {
  let offset = 0;
  return content.flatMap((part) => {
    const here = offset;
    offset += Buffer.byteLength(typeof part === 'string' ? part : placeholder(part));
    return typeof part === 'string' ? [] : [{ offset: here, ...part }];
  });
}

/** The content that a manifest and a bundle's file describe. The inverse of `shown` and `slotsOf`. */
export function contentOf(text: string, slots: readonly ManifestSlot[]): Content {
  const bytes = Buffer.from(text);
  const parts: (string | Slot)[] = [];
  let from = 0;
  for (const { offset, ...rest } of slots) {
    const slot: Slot = 'secret' in rest ? { secret: as(rest.secret), encode: rest.encode } : rest;
    parts.push(bytes.toString('utf8', from, offset), slot);
    from = offset + Buffer.byteLength(placeholder(slot));
  }
  return [...parts, bytes.toString('utf8', from)].filter((part) => part !== '');
}

/** `0640`. */
export function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
