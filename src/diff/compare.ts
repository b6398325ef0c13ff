/**
 * Compares a file on a node with that of the site: hunks of lines that differ in meaning. A file that cannot be read in its
 * format is compared as text, with the reason. Secrets are compared by their placeholders; see deploy/node/mask.ts.
 */
import type { SecretName } from '../base/brand.ts';
import type { Trees, XmlElement } from '../base/xml.ts';
import { OR } from '../deploy/node/mask.ts';
import type { ComparedFile, ComparedSettings } from './compared-file.ts';
import { DOMAIN, DOMAIN_NOISE, plain } from './guest.ts';
import { hunksOf, textLines, type Hunk, type Line } from './hunks.ts';
import { matched, type Noise, type Pair, type Part } from './parts.ts';
import { initiatorSettings, iscsidSettings, lvmSettings, multipathSettings, settingLines } from './settings-files.ts';
import { ANY, linesOf, partOf } from './xml-files.ts';

export type Compared = {
  /** `text`: it could not be read in its format, or its format is not known. */
  readonly by: 'meaning' | 'text';
  /** Why a file of a known format was compared as text; null otherwise. */
  readonly because: string | null;
  readonly hunks: readonly Hunk[];
};

/** Files of settings on every node, whatever the stack. */
const SETTINGS: readonly ComparedSettings[] = [
  { path: '/etc/lvm/lvm.conf', format: 'text', settings: lvmSettings },
  { path: '/etc/multipath.conf', format: 'text', settings: multipathSettings },
  { path: '/etc/iscsi/iscsid.conf', format: 'text', settings: iscsidSettings },
  { path: '/etc/iscsi/initiatorname.iscsi', format: 'text', settings: initiatorSettings },
];

/** Is a file read as a tree before it is compared? `own`: the files of the stack. */
export function isXml(path: string, own: readonly ComparedFile[]): boolean {
  return path.endsWith('.xml') || own.some((file) => file.path === path && file.format === 'xml');
}

export type Context = {
  readonly trees: Trees;
  /** Secrets whose value is not at hand: any found value counts as theirs. */
  readonly unknown: ReadonlySet<SecretName>;
  /** The files of the stack. */
  readonly own: readonly ComparedFile[];
};

export function compareTexts(path: string, texts: Pair<string>, { trees, unknown, own }: Context): Compared {
  const format = [...SETTINGS, ...own].find((file) => file.path === path);
  const lines = linesByMeaning(path, texts, trees, format);
  const by = typeof lines === 'object' ? 'meaning' : 'text';
  const because = typeof lines === 'string' ? lines : null;
  const { found, desired } = typeof lines === 'object' ? lines : plainLines(texts, format);
  const same = sameSecrets(texts.found, unknown);
  const hunks = hunksOf({ found: found.map(same), desired: desired.map(same) });
  return hunks === undefined
    ? { by: 'text', because: 'the texts are too different to be compared', hunks: [WHOLE] }
    : { by, because, hunks };
}

const WHOLE: Hunk = { found: null, desired: null, lines: [] };

/** The lines; or why a file of a known format has none; undefined for a format that is not known. */
function linesByMeaning(
  path: string,
  texts: Pair<string>,
  trees: Trees,
  format: ComparedFile | undefined,
): Pair<readonly Line[]> | string | undefined {
  if (format?.format === 'text')
    return settingLines(texts, format.settings) ?? 'a section or a value in it is not complete';
  if (format === undefined && !isXml(path, [])) return undefined;
  const [found, desired] = [trees.get(texts.found), trees.get(texts.desired)];
  if (found === undefined || desired === undefined) return 'it is no XML that can be read';
  return xmlLines({ found, desired }, format ?? (desired.name === 'domain' ? GUEST : OTHER));
}

type Format = { readonly noise: Noise; readonly parts: (root: XmlElement) => Part };
const GUEST: Format = { noise: DOMAIN_NOISE, parts: (root) => plain(partOf(root, DOMAIN)) };
const OTHER: Format = { noise: { part: () => false, attribute: () => false }, parts: (root) => partOf(root, ANY) };

function xmlLines({ found, desired }: Pair<XmlElement>, { noise, parts }: Format): Pair<readonly Line[]> {
  const both = matched({ found: parts(found), desired: parts(desired) }, noise);
  return { found: [...linesOf(both.found)], desired: [...linesOf(both.desired)] };
}

function plainLines({ found, desired }: Pair<string>, format: ComparedFile | undefined): Pair<readonly Line[]> {
  const lines = (text: string) => textLines(format?.format === 'xml' ? format.plainText(text) : text);
  return { found: lines(found), desired: lines(desired) };
}

const PLACEHOLDER = /\$\{secret:([^}]*)\}/g;

/** A placeholder of several names equals each of them; only the first is shown. A secret that is not at hand equals any hidden value. */
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
