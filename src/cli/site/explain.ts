/** `clusterc explain`: what a code means, where a value comes from, what makes a file or one of its lines. */
import { canonicalJson, isMap } from '../../base/json.ts';
import { similar } from '../../base/similar.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { Compilation } from '../../analyse.ts';
import type { Result } from '../../diag/diagnostic.ts';
import { readTemplates } from '../../edge/assets.ts';
import { loadKinds } from '../../kinds.ts';
import { codes } from '../../codes.ts';
import { explainCode } from '../../report/explain/code.ts';
import { explainFile, type FileReference } from '../../report/explain/file.ts';
import { explainPath, nearestPath } from '../../report/explain/path.ts';
import { isTimer, type TimersExplanation } from '../../report/explain/timers.ts';
import { stackOf } from '../../stack/stacks.ts';
import { explainKey } from '../../report/explain/key.ts';
import { fileReference, renderExplanations, unknownSubject, type Explanation } from '../../report/explain/explain.ts';
import { nodeAt } from '../../source/tree.ts';
import { keyElsewhere, keysElsewhere, schemaKeyAt, similarKey, type SchemaKey } from '../../spec/schema-key.ts';
import { siteSchema } from '../../spec/site-schema.ts';
import { keyOfAnyEntry } from '../../spec/suggested-key.ts';
import { EXIT, located, pressing, report, unlocated, type ExitCode, type Io, type ReadFormat } from '../io.ts';
import { compileSite } from '../subject/compiled-site.ts';

export type ExplainOptions = { readonly site: string; readonly format: ReadFormat };

type Explained = Result<readonly Explanation[]>;

/** Exits 1 if nothing has that name. An error elsewhere in the site does not matter and is not reported. */
export async function explain(what: string, { site, format }: ExplainOptions, io: Io): Promise<ExitCode> {
  const file = fileReference(what);
  const explained =
    file === undefined
      ? await codeOrPath(what.replace(/(?<=.)\/$/, ''), site, io)
      : inBundle(what, file, compileSite(site, io), io);
  report(unlocated(explained.diagnostics), io.err);
  if (explained.value === undefined) return EXIT.failed;
  io.out.write(format === 'json' ? canonicalJson(explained.value) : renderExplanations(explained.value));
  return EXIT.done;
}

/** `cluster/name` can be both. The site is read only if a path may be meant. */
async function codeOrPath(what: string, site: string, io: Io): Promise<Explained> {
  const kind = (await loadKinds()).get(what);
  const said = kind === undefined ? [] : [explainCode(kind)];
  if (!isInSection(what)) return said.length > 0 ? found(said) : neither(what, site, io);
  const compilation = compileSite(site, io);
  const key = keyMeant(what, compilation);
  const known = key === undefined ? said : [...said, explainKey(key), ...timersAbout(what, compilation)];
  const path = explainPath(what, compilation);
  if (path !== undefined) return found([...said, path, ...known.slice(said.length)]);
  return known.length > 0 ? found(known) : unknownPath(what, compilation, io);
}

/** Names of entries can be left out, as in `vms/memory`, where the site has no entry of such a name. */
function keyMeant(what: string, compilation: Compilation): SchemaKey | undefined {
  const { tree } = compilation;
  const isThere = tree !== undefined && nodeAt(tree, what.split('/')) !== undefined;
  const full = isThere ? undefined : keyOfAnyEntry(what, siteSchema);
  if (full !== undefined) return schemaKeyAt(full, siteSchema);
  return isOfNoEntry(what, compilation) ? undefined : schemaKeyAt(what, siteSchema);
}

/** Times that the value of a key depends on, or decides. */
function timersAbout(what: string, { model }: Compilation): readonly TimersExplanation[] {
  const set = model === undefined ? null : stackOf(model.cluster.platform).timers(model);
  return set !== null && isTimer(what, set) ? [{ kind: 'timers', ...set }] : [];
}

/** Does it name a missing entry of a section that has others? Then it is a mistake, not a key to explain. */
function isOfNoEntry(what: string, { tree }: Compilation): boolean {
  const [section = '', name] = what.split('/');
  const entries = tree === undefined ? undefined : nodeAt(tree, [section]);
  const isNamed = entries?.kind === 'map' && schemaKeyAt(section, siteSchema)?.form === 'a map of names';
  return isNamed && name !== undefined && name !== '*' && !entries.entries.some(({ key }) => key === name);
}

const SECTIONS = Object.keys(isMap(siteSchema['properties']) ? siteSchema['properties'] : {});

function isInSection(what: string): boolean {
  return SECTIONS.some((section) => what === section || what.startsWith(`${section}/`));
}

/** Neither a code nor a path: perhaps the start of a code, a misspelled code, or a path with a misspelled section. */
function neither(what: string, site: string, io: Io): Explained {
  const suggestion = similar(what, [...codes.keys()]);
  if (suggestion !== undefined) return unknown(what, { suggestion, within: '', known: [] });
  return unknownPath(what, compileSite(site, io), io);
}

function unknownPath(what: string, compilation: Compilation, io: Io): Explained {
  const meant = similarKey(what, siteSchema) ?? keyElsewhere(what, siteSchema);
  const other = (meant === what ? undefined : meant) ?? similar(what, [...codes.keys()]);
  if (compilation.tree === undefined && other === undefined && !isNoSite(compilation)) return unbuilt(compilation, io);
  const nearest = nearestPath(what, compilation);
  const suggestion = entryOf(what, compilation) ?? nearest.suggestion ?? other ?? null;
  const elsewhere = suggestion === null ? keysElsewhere(what, siteSchema) : [];
  if (elsewhere.length > 0) return unknown(what, { suggestion, within: '', known: elsewhere });
  return unknown(what, { ...nearest, suggestion });
}

/** Is there nothing to read, as in any folder that is no site? */
function isNoSite({ diagnostics }: Compilation): boolean {
  return diagnostics.every(({ code }) => code === 'yaml/empty' || code === 'yaml/too-many-files');
}

/** The path of the entry of that name: `hosts/host1` for `host1`. */
function entryOf(name: string, { tree }: Compilation): string | undefined {
  const section = SECTIONS.find((one) => tree !== undefined && nodeAt(tree, [one, name]) !== undefined);
  return section === undefined ? undefined : `${section}/${name}`;
}

function inBundle(what: string, file: FileReference, compilation: Compilation, io: Io): Explained {
  const { bundle, drafts } = compilation;
  if (bundle === undefined || drafts === undefined) return unbuilt(compilation, io);
  const explained = explainFile(file, { ...compilation, bundle, drafts, templates: readTemplates() });
  return explained === undefined ? unknownFile(what, file, bundle) : found([explained]);
}

/** Suggests the file for a line beyond its end, and an existing path for a misspelled one. */
function unknownFile(what: string, { node, path }: FileReference, { files }: Bundle): Explained {
  const names = files.flatMap((file) => file.nodes.map((host) => `${host}:${file.path}`));
  const meant = `${node}:${path}`;
  const suggestion = names.find((name) => name === meant) ?? similar(meant, names) ?? null;
  const own = names.filter((name) => name.startsWith(`${node}:`));
  return unknown(what, { suggestion, within: '', known: own.length > 0 ? own : names });
}

function unknown(what: string, nearest: ReturnType<typeof nearestPath>): Explained {
  const place = { in: 'nowhere', because: 'it is about the command line' } as const;
  return { diagnostics: [unknownSubject(place, { what, ...nearest })] };
}

/** The build did not produce what was asked for; reports why. */
function unbuilt(compilation: Compilation, { err }: Io): Explained {
  report(pressing(located(compilation)), err);
  return { diagnostics: [] };
}

function found(value: readonly Explanation[]): Explained {
  return { value, diagnostics: [] };
}
