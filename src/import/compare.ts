/** What a build of the imported site writes, next to what was read: each difference in meaning, file by file. Pure. */
import { inFile, type Built, type Deviation, type Found } from './deviation.ts';
import { domainMeaning } from './guest/domain-meaning.ts';
import { domainName } from './guest/domain-xml.ts';
import type { Importer } from './importer.ts';
import { differences, type Meaning } from './meaning.ts';
import { INITIATOR_NAME, ISCSID_CONF, LVM_CONF, MULTIPATH_CONF, type NodeFiles } from './node-files.ts';
import type { ImportNote } from './site/notes.ts';
import { initiatorMeaning, iscsidMeaning, lvmMeaning, multipathMeaning } from './storage/text-meaning.ts';

const TEXTS: readonly (readonly [path: string, meaning: (text: string) => Meaning])[] = [
  [LVM_CONF, lvmMeaning],
  [INITIATOR_NAME, initiatorMeaning],
  [ISCSID_CONF, iscsidMeaning],
  [MULTIPATH_CONF, multipathMeaning],
];

/** `hosts`: the files of each host. A difference that a note about the same line names is not repeated. */
export function deviations(
  importer: Importer,
  nodes: readonly NodeFiles[],
  hosts: ReadonlyMap<string, NodeFiles>,
  built: readonly Built[],
  notes: readonly ImportNote[],
): readonly Deviation[] {
  const own = importer.files.map(({ path }) => path);
  const all = [...hosts].flatMap(([host, files]) => {
    const here = built.filter(({ node }) => node === host);
    return [...importer.compare(nodes, files, here), ...domains(files, here, own), ...texts(files, here)];
  });
  return together(all.filter((one) => !notes.some((note) => names(note, one))));
}

/** The same difference on several nodes, once. */
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

/** Is the note about the same line and the same thing? */
function names(note: ImportNote, { file, line, about }: Found): boolean {
  const words = about.match(/[\w.-]+/g) ?? [];
  const things = words.length > 1 ? words.slice(1) : words; // the first is the tag
  return note.file === file && note.line === line && line > 0 && things.every((name) => note.message.includes(name));
}

/** Domains by name, in whatever folder the original was; a domain that is no VM of the cluster is the node's own. */
function* domains({ name, xml }: NodeFiles, built: readonly Built[], own: readonly string[]): Generator<Found> {
  const originals = [...xml].filter(([path]) => !own.includes(path)).map(([, file]) => file);
  for (const { path, root } of built) {
    const domain = root === undefined || !path.endsWith('.xml') ? undefined : domainName({ file: path, root });
    if (domain === undefined || root === undefined) continue;
    const original = originals.find((file) => domainName(file) === domain);
    if (original === undefined)
      yield { file: name, line: 0, about: domain, message: `${path} is built, and was not there` };
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
