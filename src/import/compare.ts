/** Compares the files of a build of the imported site with the imported files, and returns each difference in meaning. Pure. */
import { grouped } from '../base/grouped.ts';
import type { Change } from '../diff/changes.ts';
import type { Formats } from '../diff/compare.ts';
import { settingsIn } from '../diff/parts.ts';
import { inWords, NONE, sumOf, type Built, type Deviation, type Tally } from './deviation.ts';
import { domainName } from './guest/domain-xml.ts';
import type { Importer } from './importer.ts';
import { redacted } from './masked.ts';
import { Outcomes } from './outcomes.ts';
import { INITIATOR_NAME, ISCSID_CONF, LVM_CONF, MULTIPATH_CONF, type NodeFiles } from './node-files.ts';
import type { ImportNote } from './site/notes.ts';
import type { XmlFile } from './xml.ts';

export type Comparison = {
  /** Differences that no note covers. */
  readonly deviations: readonly Deviation[];
  /** Counts over all compared files. */
  readonly tally: Tally;
  /** Files that could not be compared, with the reason. */
  readonly notCompared: readonly Deviation[];
};

const TEXTS = [LVM_CONF, INITIATOR_NAME, ISCSID_CONF, MULTIPATH_CONF];

export type Compared = {
  readonly importer: Importer;
  readonly nodes: readonly NodeFiles[];
  /** The host of a node, if known. */
  readonly hostOf: (node: NodeFiles) => string | undefined;
  readonly built: readonly Built[];
  readonly formats: Formats;
};

/** An imported file and the built file in its place, or the reason why there is none. */
type Counterpart = {
  /** Relative to the node's root. */
  readonly path: string;
  readonly file: string;
  readonly text: string;
  readonly root?: XmlFile['root'];
  readonly built: Built | string;
  /** True if a build could write this file, so the whole file counts as left out. */
  readonly known: boolean;
};

/** Compares all files of all nodes. Differences that a note covers are excluded. */
export function compareNodes(compared: Compared, notes: readonly ImportNote[]): Comparison {
  const index = indexOf(compared.built);
  const done = new Outcomes();
  const results = compared.nodes
    .flatMap((node) => counterparts(node, compared, index))
    .map((pair) => ofFile(pair, compared.formats, done));
  const notesAt = grouped(notes, ({ file, line }) => `${file}:${line}`);
  const all = results.flatMap((one) => one.found);
  const named = all.filter((one) => (notesAt.get(`${one.file}:${one.line}`) ?? []).some((note) => names(note, one)));
  // A note is about one node; the same difference on another one is named with it.
  const known = new Set(named.map(placeOf));
  const found = all.filter((one) => !known.has(placeOf(one)));
  return {
    deviations: together([...found, ...compared.nodes.flatMap((node) => addedOn(node, compared, index))]),
    tally: results.map(({ tally }) => tally).reduce(sumOf, NONE),
    notCompared: results.flatMap(({ notCompared = [] }) => notCompared),
  };
}

/** Built files by node and by path, and guest definitions by domain name. */
type Index = {
  readonly byNode: ReadonlyMap<string, readonly Built[]>;
  readonly byPath: ReadonlyMap<string, readonly Built[]>;
  readonly byDomain: ReadonlyMap<string, readonly Built[]>;
};

function indexOf(built: readonly Built[]): Index {
  const name = ({ path, root }: Built) => (root === undefined ? undefined : domainName({ file: path, root })) ?? '';
  return {
    byNode: grouped(built, ({ node }) => node),
    byPath: grouped(built, ({ path }) => path),
    byDomain: grouped(built, name),
  };
}

function counterparts(node: NodeFiles, { importer, hostOf }: Compared, index: Index): readonly Counterpart[] {
  const host = hostOf(node);
  const own = importer.files.map(({ path }) => path);
  const all = (path: string) => index.byPath.get(`/${path}`) ?? [];
  const here = (path: string) => all(path).find((one) => one.node === host);
  // Files of the stack are equal on all nodes, so the folder's name does not matter.
  const anywhere = (path: string) => here(path) ?? all(path)[0];
  const text = (path: string) => (host === undefined ? UNKNOWN_HOST : (here(path) ?? NOT_NEEDED));
  return [
    ...own.flatMap((path) => fileAt(node, path, anywhere(path) ?? 'nothing is built in its place')),
    ...[...node.xml]
      .filter(([path]) => !own.includes(path))
      .map(([path, file]) => ({ path, ...file, text: '', built: domainFor(file, index, host), known: true })),
    ...TEXTS.flatMap((path) => fileAt(node, path, text(path))),
  ];
}

const UNKNOWN_HOST = 'its folder is named like no node, so that its host is not known';
const NOT_NEEDED = 'a build of this site writes no such file on this node';

function fileAt({ xml, texts }: NodeFiles, path: string, built: Built | string): readonly Counterpart[] {
  const known = built !== UNKNOWN_HOST;
  const [tree, text] = [xml.get(path), texts.get(path)];
  if (tree !== undefined) return [{ path, ...tree, text: '', built, known }];
  return text === undefined ? [] : [{ path, ...text, built, known }];
}

/** The built domain of the same name, in any folder. */
function domainFor(file: XmlFile, { byDomain }: Index, host: string | undefined): Built | string {
  const name = domainName(file);
  if (name === undefined) return 'it is not a libvirt domain';
  const alike = byDomain.get(name) ?? [];
  return alike.find(({ node }) => node === host) ?? alike[0] ?? `the site has no VM "${name}"`;
}

type Found = Deviation & { readonly change: Change | null; readonly path: string };
type Result = { readonly found: readonly Found[]; readonly tally: Tally; readonly notCompared?: Deviation };

function ofFile({ path, file, text, root, built, known }: Counterpart, formats: Formats, done: Outcomes): Result {
  const meaning = done.meaning(`/${path}`, { text, root }, formats);
  if (typeof meaning !== 'object') return uncompared(file, meaning ?? 'its meaning is not known');
  const read = settingsIn(meaning.parts);
  if (typeof built === 'string') {
    if (!known) return uncompared(file, built);
    const message = `is not built, with its ${count(read, 'setting')}: ${built}`;
    return { found: [{ file, line: 0, message, change: null, path }], tally: { ...NONE, read, leftOut: read } };
  }
  const desired = done.meaning(built.path, built, formats);
  if (typeof desired !== 'object') return uncompared(file, desired ?? 'its meaning is not known');
  const { changes, tally } = done.compared({ found: meaning, desired });
  const gained = changes.filter(isGained);
  const added = changes.filter((change) => change.kind === 'added' && !isGained(change));
  const others = changes.filter(({ kind }) => kind !== 'added');
  return {
    found: [
      ...others.map((change) => ({ file, line: change.line, message: inWords(change), change, path })),
      ...gains(gained, file, path),
      ...additions(added, file, path),
    ],
    tally,
  };
}

/** True for an attribute that is added to an existing element. */
function isGained({ kind, name, line }: Change): boolean {
  return kind === 'added' && name !== '' && line > 0;
}

/** Combines all additions to one element in one sentence. */
function gains(changes: readonly Change[], file: string, path: string): readonly Found[] {
  return [...grouped(changes, ({ line, what }) => `${line} ${what}`).values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const said = alike.map(({ name, after }) => `${name}="${after ?? ''}"`).join(', ');
    return [{ file, line: first.line, message: redacted(`${first.what} gets ${said}`), change: null, path }];
  });
}

/** Combines all additions to a file in one sentence. */
function additions(changes: readonly Change[], file: string, path: string): readonly Found[] {
  const what = [...new Set(changes.map((change) => change.what))];
  if (what.length === 0) return [];
  const message = `${what.join(', ')} ${what.length === 1 ? 'is built, and was' : 'are built, and were'} not there`;
  return [{ file, line: 0, message, change: null, path }];
}

function uncompared(file: string, why: string): Result {
  return { found: [], tally: NONE, notCompared: { file, line: 0, message: why } };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Files that a build adds to a node. */
function addedOn(node: NodeFiles, { importer, hostOf }: Compared, { byNode }: Index): readonly Found[] {
  const domains = new Set([...node.xml.values()].map(domainName));
  const isThere = ({ path, root }: Built) =>
    node.xml.has(path.slice(1)) ||
    node.texts.has(path.slice(1)) ||
    (root !== undefined && domains.has(domainName({ file: path, root })));
  return (byNode.get(hostOf(node) ?? '') ?? [])
    .filter((one) => !importer.files.some(({ path }) => `/${path}` === one.path) && !isThere(one))
    .map(({ path }) => ({
      file: node.name,
      line: 0,
      message: `${path} is built, and was not there`,
      change: null,
      path,
    }));
}

/** Equal for the same difference at the same place of a file, on whatever node. */
function placeOf({ path, line, message }: Found): string {
  return `${path}:${line}:${message}`;
}

/** Merges equal differences of the same file on several nodes. */
function together(found: readonly Found[]): readonly Deviation[] {
  return [...grouped(found, placeOf).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { file, line, message } = first;
    const more = new Set(others.map((one) => one.file).filter((other) => other !== file)).size;
    return [{ file, line, message: more === 0 ? message : `${message} (the same on ${more} more)` }];
  });
}

/** True if the note is about the same line and names the same setting and value. */
function names(note: ImportNote, { file, line, change }: Found): boolean {
  if (change === null || note.file !== file || note.line !== line || line === 0) return false;
  const { kind, what, name, before } = change;
  if (name === 'order' || (name === '' && kind === 'left-out' && note.kind !== 'lost')) return false;
  const words = name === '' ? (/^<([^ >]+)/.exec(what)?.[1] ?? what) : name;
  return hasWord(note.message, words) && (kind === 'added' || before === undefined || note.message.includes(before));
}

function hasWord(text: string, word: string): boolean {
  const at = text.indexOf(word);
  return at >= 0 && !/[\w.-]/.test(`${text[at - 1] ?? ' '}${text[at + word.length] ?? ' '}`.replace(/[.]$/, ''));
}
