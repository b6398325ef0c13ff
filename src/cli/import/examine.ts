/** The imported site, compiled in memory: what the schema rejects, what check finds, and what a build would write differently. */
import { as, type FileId, type Json } from '../../base/brand.ts';
import type { JsonMap } from '../../base/json.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { bundleFiles } from '../../bundle/manifest.ts';
import type { Compilation } from '../../analyse.ts';
import { compile } from '../../compile.ts';
import { isError, type Diagnostic } from '../../diag/diagnostic.ts';
import { readTemplates } from '../../edge/assets.ts';
import { readXml } from '../../edge/xml/xml-read.ts';
import { draft } from '../../emit/collect.ts';
import { emit } from '../../emit/emit.ts';
import { deviations, type Built, type Deviation } from '../../import/compare.ts';
import type { Imported } from '../../import/import.ts';
import { CLUSTER_CONF } from '../../import/node-files.ts';
import type { ImportNote } from '../../import/site/notes.ts';
import { refusedPlaces, without } from '../../import/site/remove-refused.ts';
import type { CheckFinding } from '../../import/site/report.ts';
import type { XmlFile } from '../../import/xml.ts';
import { stackOf } from '../../stack/stacks.ts';
import type { Node } from './read.ts';

/** Rounds of validation: removing one value can reveal another error. */
const ROUNDS = 4;

/** Removes what the schema rejects, with a note for each; `file` is its origin, as far as known. */
export function admitted(imported: Imported, file: string): Imported {
  let { site } = imported;
  const notes: ImportNote[] = [...imported.notes];
  for (let round = 0; round < ROUNDS; round += 1) {
    const refused = refusedPlaces(compiled(site).diagnostics);
    if (refused.length === 0) break;
    for (const { path, message } of refused)
      notes.push({
        kind: 'lost',
        severity: 'warning',
        file,
        line: 0,
        message: `${path.join('/')}: ${message}; left out`,
      });
    site = without(
      site,
      refused.map(({ path }) => path),
    );
  }
  return { ...imported, site, notes };
}

export type Examined = {
  /** Undefined: nothing was built, so nothing was compared. */
  readonly deviations: readonly Deviation[] | undefined;
  /** Are there errors that stop a build, and was the site compared despite them? */
  readonly inSpite: boolean;
  readonly findings: readonly CheckFinding[];
};

export async function examined({ site, notes }: Imported, conf: XmlFile, nodes: readonly Node[]): Promise<Examined> {
  const compilation = compiled(site);
  const findings = compilation.diagnostics
    .filter(({ severity, accepted }) => severity !== 'note' && accepted === undefined)
    .map(({ severity, code, message, at }) => ({
      severity,
      code,
      message,
      where: at.in === 'model' ? at.path.join('/') : '',
    }));
  const bundle = compilation.bundle ?? builtAnyway(compilation);
  if (bundle === undefined) return { deviations: undefined, inSpite: false, findings };
  const built = await Promise.all([...bundleFiles(bundle, '')].flatMap(([path, text]) => builtFile(path, text)));
  const found = deviations(conf, nodesOf(bundle, nodes), built, notes);
  return { deviations: found, inSpite: compilation.bundle === undefined, findings };
}

/** Names that cannot be paths, and text that is not XML: no file can be made from them. */
const UNWRITABLE = /^(yaml|rm\/name-format|libvirt\/overlay)/;

/** What would be written if no rule objected, without what is invalid; undefined if that cannot be built. */
function builtAnyway({ model, diagnostics }: Compilation): Bundle | undefined {
  const errors = diagnostics.filter(isError);
  if (model === undefined || errors.some(({ code }) => UNWRITABLE.test(code))) return undefined;
  return emit(model, draft(model, stackOf(model.cluster.platform)), readTemplates()).value;
}

/** All findings about the site. */
export function diagnosticsOf(site: JsonMap): readonly Diagnostic[] {
  return compiled(site).diagnostics;
}

function compiled(site: JsonMap): Compilation {
  // JSON is YAML and quick to write; a separate test shows that the YAML for people is equal.
  return compile([{ id: as<FileId>('site.yaml'), bytes: Buffer.from(JSON.stringify(site)) }], readTemplates());
}

/** The node that was read for each host of the site: the one with its name or its node name. */
function nodesOf(bundle: Bundle, nodes: readonly Node[]): ReadonlyMap<string, Node> {
  const pairs = bundle.nodes.flatMap(({ host, nodeName }) => {
    const node = nodes.find(({ name }) => name === host || name === nodeName || name.split('.')[0] === host);
    return node === undefined ? [] : [[String(host), node] as const];
  });
  return new Map(pairs);
}

function builtFile(name: string, text: string): readonly Promise<Built>[] {
  const [, node, path] = /^nodes\/([^/]+)(\/.*)$/.exec(name) ?? [];
  if (node === undefined || path === undefined) return [];
  if (!path.endsWith('.xml') && path !== `/${CLUSTER_CONF}`) return [Promise.resolve({ node, path, text })];
  const read = readXml(as<FileId>(name), Buffer.from(text));
  return [read.then(({ root }) => ({ node, path, text, ...(root === undefined ? {} : { root }) }))];
}

/** As JSON. */
export function examinedJson({ deviations: found, findings }: Examined): { readonly [key: string]: Json } {
  return { deviations: found ?? null, findings };
}
