/**
 * Compares a file on a node with that of the site: hunks of lines that differ in meaning. A file that cannot be parsed is
 * compared as text, with the reason. Secrets are compared by placeholder; see deploy/node/mask.ts.
 */
import type { SecretName } from '../base/brand.ts';
import type { Trees, XmlElement } from '../base/xml.ts';
import { OR } from '../deploy/node/mask.ts';
import type { ComparedFile, ComparedSettings } from './compared-file.ts';
import { DOMAIN, DOMAIN_NOISE, plain } from './guest.ts';
import { hunksOf, textLines, type Hunk, type Line } from './hunks.ts';
import { matched, type Noise, type Pair, type Part } from './parts.ts';
import {
  initiatorSettings,
  iscsidSettings,
  lvmSettings,
  multipathSettings,
  settingLines,
  settingNoise,
  settingParts,
  type Release,
} from './settings-files.ts';
import { ISCSID_DEFAULTS } from '../formats/iscsid-defaults.ts';
import { LVM_DEFAULTS } from '../formats/lvm-defaults.ts';
import { ANY, linesOf, partOf } from './xml-files.ts';

export type { Release } from './settings-files.ts';

export type Compared = {
  /** `text`: it could not be read in its format, or its format is not known. */
  readonly by: 'meaning' | 'text';
  /** Why a file of a known format was compared as text; null otherwise. */
  readonly because: string | null;
  readonly hunks: readonly Hunk[];
};

/** Files of settings on every node, whatever the stack. */
const SETTINGS: readonly ComparedSettings[] = [
  { path: '/etc/lvm/lvm.conf', format: 'text', settings: lvmSettings, defaults: LVM_DEFAULTS },
  { path: '/etc/multipath.conf', format: 'text', settings: multipathSettings },
  { path: '/etc/iscsi/iscsid.conf', format: 'text', settings: iscsidSettings, defaults: ISCSID_DEFAULTS },
  { path: '/etc/iscsi/initiatorname.iscsi', format: 'text', settings: initiatorSettings },
];

/** Is a file read as a tree before it is compared? `own`: the files of the stack. */
export function isXml(path: string, own: readonly ComparedFile[]): boolean {
  return path.endsWith('.xml') || own.some((file) => file.path === path && file.format === 'xml');
}

export type Context = {
  readonly trees: Trees;
  /** Secrets whose values are unknown: any value counts as theirs. */
  readonly unknown: ReadonlySet<SecretName>;
  /** The files of the stack. */
  readonly own: readonly ComparedFile[];
  readonly release: Release;
};

export function compareTexts(path: string, texts: Pair<string>, { trees, unknown, own, release }: Context): Compared {
  const lines = linesByMeaning(path, texts, trees, { own, release });
  const by = typeof lines === 'object' ? 'meaning' : 'text';
  const because = typeof lines === 'string' ? lines : null;
  const { found, desired } = typeof lines === 'object' ? lines : plainLines(texts);
  const same = sameSecrets(texts.found, unknown);
  const hunks = hunksOf({ found: found.map(same), desired: desired.map(same) });
  return hunks === undefined
    ? { by: 'text', because: 'the texts are too different to be compared', hunks: [WHOLE] }
    : { by, because, hunks };
}

const WHOLE: Hunk = { found: null, desired: null, lines: [] };

export type Formats = Pick<Context, 'own' | 'release'>;

function formatOf(path: string, own: readonly ComparedFile[]): ComparedFile | undefined {
  return [...SETTINGS, ...own].find((file) => file.path === path);
}

/** The lines; the reason if a file of a known format has none; undefined for an unknown format. */
function linesByMeaning(
  path: string,
  { found, desired }: Pair<string>,
  trees: Trees,
  formats: Formats,
): Pair<readonly Line[]> | string | undefined {
  const source = (text: string): Source => ({ text, root: trees.get(text) });
  const parts = partsByMeaning(path, { found: source(found), desired: source(desired) }, formats);
  if (typeof parts !== 'object') return parts;
  const isText = formatOf(path, formats.own)?.format === 'text';
  const lines = (part: Part) => (isText ? settingLines(part) : [...linesOf(part)]);
  return { found: lines(parts.found), desired: lines(parts.desired) };
}

/** `root`: of an XML file that can be read. */
export type Source = { readonly text: string; readonly root?: XmlElement | undefined };

/** Both files as matched parts without noise; or why a file of a known format has none; undefined for a format that is not known. */
export function partsByMeaning(
  path: string,
  { found, desired }: Pair<Source>,
  formats: Formats,
): Pair<Part> | string | undefined {
  const [before, after] = [meaningOf(path, found, formats), meaningOf(path, desired, formats)];
  if (typeof before !== 'object') return before;
  return typeof after === 'object' ? matchedMeanings({ found: before, desired: after }) : after;
}

/** A file as parts, with what is noise in it. */
export type Meaning = { readonly parts: Part; readonly noise: Noise };

export function matchedMeanings({ found, desired }: Pair<Meaning>): Pair<Part> {
  return matched({ found: found.parts, desired: desired.parts }, desired.noise);
}

/** Why a file of a known format has no meaning; undefined for a format that is not known. */
export function meaningOf(
  path: string,
  { text, root }: Source,
  { own, release }: Formats,
): Meaning | string | undefined {
  const format = formatOf(path, own);
  if (format?.format === 'text') {
    const parts = settingParts(text, format, release);
    return parts === undefined ? 'a section or a value in it is not complete' : { parts, noise: settingNoise(format) };
  }
  if (format === undefined && !isXml(path, [])) return undefined;
  if (root === undefined) return 'it is no XML that can be read';
  const { noise, parts } = format ?? (root.name === 'domain' ? GUEST : OTHER);
  return { parts: parts(root), noise };
}

type Format = { readonly noise: Noise; readonly parts: (root: XmlElement) => Part };
const GUEST: Format = { noise: DOMAIN_NOISE, parts: (root) => plain(partOf(root, DOMAIN)) };
const OTHER: Format = { noise: { part: () => false, attribute: () => false }, parts: (root) => partOf(root, ANY) };

function plainLines({ found, desired }: Pair<string>): Pair<readonly Line[]> {
  return { found: textLines(found), desired: textLines(desired) };
}

const PLACEHOLDER = /\$\{secret:([^}]*)\}/g;

/**
 * A placeholder with several names equals each of them; only the first is shown. A secret with an unknown value equals any
 * hidden value.
 */
function sameSecrets(found: string, unknown: ReadonlySet<string>): (line: Line) => Line {
  const first = new Map<string, string>();
  for (const [, names = ''] of found.matchAll(PLACEHOLDER))
    for (const name of names.split(OR)) first.set(name, names.split(OR)[0] ?? '');
  const key = (name: string) => (unknown.has(name) ? '(hidden)' : `\${secret:${first.get(name) ?? name}}`);
  return (line) => ({
    ...line,
    key: line.key.replace(PLACEHOLDER, (_all, names: string) => key(names.split(OR)[0] ?? '')),
    text: line.text.replace(PLACEHOLDER, (_all, names: string) => `\${secret:${names.split(OR)[0]}}`),
  });
}
