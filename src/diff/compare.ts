/**
 * One file as it stands on a node beside the one of the site: hunks of lines that mean something else. What cannot be read as
 * what it should be is compared as text, and that is said. Secrets are compared by their placeholders; see deploy/node/mask.ts.
 */
import type { SecretName } from '../base/brand.ts';
import type { XmlElement } from '../base/xml.ts';
import { OR } from '../deploy/node/mask.ts';
import { CLUSTER_CONF, CLUSTER_NOISE, withoutVersion } from '../stack/cman/compare.ts';
import { DOMAIN, DOMAIN_NOISE, plain } from './guest.ts';
import { hunksOf, textLines, type Hunk, type Line } from './hunks.ts';
import { matched, type Noise, type Pair, type Part } from './parts.ts';
import { settingLines, settingParts, SETTINGS, type Release } from './settings-files.ts';
import { ANY, linesOf, partOf, type Kinship } from './xml-files.ts';

export type { Release } from './settings-files.ts';

export type Compared = {
  /** `text`: it could not be read as what it should be, or nobody here knows what it means. */
  readonly by: 'meaning' | 'text';
  /** Why it was compared as text, where it should not have been. */
  readonly because: string | null;
  readonly hunks: readonly Hunk[];
};

/** XML texts as trees; those that are no XML are not in it. */
export type Trees = ReadonlyMap<string, XmlElement>;

export function isXml(path: string): boolean {
  return path.endsWith('.xml') || path.endsWith('/cluster.conf');
}

/** `unknown`: secrets whose value is not at hand, so that any found value stands for them. */
export function compareTexts(
  path: string,
  texts: Pair<string>,
  trees: Trees,
  unknown: ReadonlySet<SecretName>,
  release: Release,
): Compared {
  const lines = linesByMeaning(path, texts, trees, release);
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

/** The lines; why there are none; undefined where the meaning of the file is not known. */
function linesByMeaning(
  path: string,
  { found, desired }: Pair<string>,
  trees: Trees,
  release: Release,
): Pair<readonly Line[]> | string | undefined {
  const source = (text: string): Source => ({ text, root: trees.get(text) });
  const parts = partsByMeaning(path, { found: source(found), desired: source(desired) }, release);
  if (typeof parts !== 'object') return parts;
  const lines = (part: Part) => (SETTINGS.has(path) ? settingLines(part) : [...linesOf(part)]);
  return { found: lines(parts.found), desired: lines(parts.desired) };
}

/** `root`: of an XML file that can be read. */
export type Source = { readonly text: string; readonly root: XmlElement | undefined };

/** Both files as parts without noise, matched; why they cannot be compared so; undefined where the meaning is not known. */
export function partsByMeaning(
  path: string,
  { found, desired }: Pair<Source>,
  release: Release,
): Pair<Part> | string | undefined {
  const settings = SETTINGS.get(path);
  if (settings !== undefined) {
    const texts = { found: found.text, desired: desired.text };
    return settingParts(texts, settings, release) ?? 'a section or a value in it is not complete';
  }
  if (!isXml(path)) return undefined;
  if (found.root === undefined || desired.root === undefined) return 'it is no XML that can be read';
  const { kin, noise, prepared } = FORMATS.get(desired.root.name) ?? OTHER;
  const part = (root: XmlElement) => prepared(partOf(root, kin));
  return matched({ found: part(found.root), desired: part(desired.root) }, noise);
}

type Format = { readonly kin: Kinship; readonly noise: Noise; readonly prepared: (part: Part) => Part };
const OTHER: Format = { kin: ANY, noise: { part: () => false, attribute: () => false }, prepared: (part) => part };
const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['cluster', { kin: CLUSTER_CONF, noise: CLUSTER_NOISE, prepared: withoutVersion }],
  ['domain', { kin: DOMAIN, noise: DOMAIN_NOISE, prepared: plain }],
]);

function plainLines({ found, desired }: Pair<string>): Pair<readonly Line[]> {
  // The version says nothing about the content; it is told apart.
  const lines = (text: string) => textLines(text.replace(/\bconfig_version="[^"]*"/, 'config_version="..."'));
  return { found: lines(found), desired: lines(desired) };
}

const PLACEHOLDER = /\$\{secret:([^}]*)\}/g;

/** A placeholder of several names is equal to each of them; only the first is shown. One that nobody knows is equal to what is hidden. */
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
