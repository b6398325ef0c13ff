/** What a build of the imported site writes, beside what was read: each difference in meaning, file by file. Pure. */
import type { XmlElement } from '../base/xml.ts';
import { clusterMeaning } from '../stack/cman/import/cluster-meaning.ts';
import { domainMeaning } from './guest/domain-meaning.ts';
import { domainName } from './guest/domain-xml.ts';
import { differences, type Difference, type Meaning } from './meaning.ts';
import { CLUSTER_CONF, INITIATOR_NAME, ISCSID_CONF, LVM_CONF, MULTIPATH_CONF, type NodeFiles } from './node-files.ts';
import type { ImportNote, Place } from './site/notes.ts';
import type { XmlFile } from './xml.ts';
import { initiatorMeaning, iscsidMeaning, lvmMeaning, multipathMeaning } from './storage/text-meaning.ts';

/** A file of a build: text, or the tree of an XML file. */
export type Built = { readonly node: string; readonly path: string; readonly text: string; readonly root?: XmlElement };

/** `line` 0: the file as a whole, or nothing of the original. */
export type Deviation = Place & { readonly message: string };

const TEXTS: readonly (readonly [path: string, meaning: (text: string) => Meaning])[] = [
  [LVM_CONF, lvmMeaning],
  [INITIATOR_NAME, initiatorMeaning],
  [ISCSID_CONF, iscsidMeaning],
  [MULTIPATH_CONF, multipathMeaning],
];

/** `nodes` by host. What a note has told of a line is not told again. */
export function deviations(
  conf: XmlFile,
  nodes: ReadonlyMap<string, NodeFiles>,
  built: readonly Built[],
  notes: readonly ImportNote[],
): readonly Deviation[] {
  const all = [...nodes].flatMap(([host, files]) => {
    const own = built.filter(({ node }) => node === host);
    return [...clusterConf(conf, files, own), ...domains(files, own), ...texts(files, own)];
  });
  const told = all.filter((one) => !notes.some((note) => tells(note, one)));
  return together(told);
}

/** The same on several nodes is told once. */
function together(found: readonly Deviation[]): readonly Deviation[] {
  const groups = new Map<string, Deviation[]>();
  for (const one of found) {
    const key = `${one.line}:${one.message}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { file, line, message } = first;
    const more = new Set(others.map((one) => one.file).filter((other) => other !== file)).size;
    return [{ file, line, message: more === 0 ? message : `${message} (the same on ${more} more)` }];
  });
}

type Found = Deviation & Pick<Difference, 'about'>;

/** A note about the same line that names the same thing. */
function tells(note: ImportNote, { file, line, about }: Found): boolean {
  const words = about.match(/[\w.-]+/g) ?? [];
  const names = words.length > 1 ? words.slice(1) : words; // the first is the tag
  return note.file === file && note.line === line && line > 0 && names.every((name) => note.message.includes(name));
}

/** A node that has another file than the one that was read is compared with that one. */
function* clusterConf(conf: XmlFile, { xml }: NodeFiles, built: readonly Built[]): Generator<Found> {
  const original = xml.get(CLUSTER_CONF);
  if (original !== undefined && original.file !== conf.file) {
    const found = differences(clusterMeaning(original.root), clusterMeaning(conf.root));
    const said = [...found].map((one) => ({ ...one, message: `${one.message} (that of ${conf.file})` }));
    yield* inFile(original.file, said);
    return;
  }
  const root = built.find(({ path }) => path === `/${CLUSTER_CONF}`)?.root;
  if (original === undefined) return;
  if (root === undefined)
    yield { file: original.file, line: 0, about: 'built', message: 'no cluster.conf is built for this node' };
  else yield* inFile(original.file, differences(clusterMeaning(original.root), clusterMeaning(root)));
}

/** Domains by name, wherever the original stood; a domain that no VM of the cluster has is the node's own. */
function* domains({ name, xml }: NodeFiles, built: readonly Built[]): Generator<Found> {
  const originals = [...xml].filter(([path]) => path !== CLUSTER_CONF).map(([, file]) => file);
  for (const { path, root } of built) {
    const own = root === undefined || !path.endsWith('.xml') ? undefined : domainName({ file: path, root });
    if (own === undefined || root === undefined) continue;
    const original = originals.find((file) => domainName(file) === own);
    if (original === undefined)
      yield { file: name, line: 0, about: own, message: `${path} is built, and was not there` };
    else yield* inFile(original.file, differences(domainMeaning(original.root), domainMeaning(root)));
  }
}

function* texts({ name, texts: files }: NodeFiles, built: readonly Built[]): Generator<Found> {
  for (const [path, meaning] of TEXTS) {
    const original = files.get(path);
    const text = built.find((one) => one.path === `/${path}`)?.text;
    if (original !== undefined && text !== undefined)
      yield* inFile(original.file, differences(meaning(original.text), meaning(text)));
    else if (original !== undefined)
      yield {
        file: original.file,
        line: 0,
        about: path,
        message: 'is not built: nothing of the cluster on this node needs it',
      };
    else if (text !== undefined)
      yield { file: name, line: 0, about: path, message: `/${path} is built, and was not there` };
  }
}

function* inFile(file: string, found: Iterable<Difference>): Generator<Found> {
  for (const one of found) yield { file, ...one };
}
