/** The imported site, compiled in memory: what the schema rejects, what check finds, and what a build would write differently. */
import type { Json } from '../../base/brand.ts';
import type { JsonMap } from '../../base/json.ts';
import type { XmlElement } from '../../base/xml.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { bundleFiles } from '../../bundle/manifest.ts';
import type { Compilation } from '../../analyse.ts';
import { compileValue } from '../../compile.ts';
import { isError, type Diagnostic } from '../../diag/diagnostic.ts';
import { readTemplates } from '../../edge/assets.ts';
import { treeIn } from '../../edge/xml/xml-tree.ts';
import { draft } from '../../emit/collect.ts';
import { emit } from '../../emit/emit.ts';
import { releaseOf } from '../../diff/release.ts';
import { compareNodes, type Comparison } from '../../import/compare.ts';
import type { Built } from '../../import/deviation.ts';
import { redacted } from '../../import/masked.ts';
import type { NodeFiles } from '../../import/node-files.ts';
import type { Imported } from '../../import/import.ts';
import type { ImportNote } from '../../import/site/notes.ts';
import { refusedPlaces, without } from '../../import/site/remove-refused.ts';
import type { CheckFinding } from '../../import/site/report.ts';
import { withSpareLuns } from './spare-luns.ts';
import type { Importer } from '../../import/importer.ts';
import { platformOf } from '../../platform/platform.ts';
import { stackOf } from '../../stack/stacks.ts';
import { formatOf, type Node, type NodesRead } from './read.ts';

/** Removing one invalid value can reveal another one. */
const ROUNDS = 4;

/** The imported site without the values that the schema rejects, and with spare LUNs accepted. Each change gets a note. */
export function admitted(imported: Imported): Imported {
  const { file } = imported;
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
  return withSpareLuns({ ...imported, site, notes }, compiled(site).diagnostics);
}

export type Examined = {
  /** Undefined if nothing could be built and compared. */
  readonly comparison: Comparison | undefined;
  /** Effects of the first push on the running cluster, one sentence each. Empty: none. */
  readonly firstPush: readonly string[];
  /** True if the site was compared although errors prevent a build. */
  readonly inSpite: boolean;
  readonly findings: readonly CheckFinding[];
  /** All files that a build would write, ignoring errors. Empty if the site cannot be built at all. */
  readonly built: readonly Built[];
};

/** Compiles the imported site, compares the build with the original files, and predicts the first push. */
export async function examined({ site, notes }: Imported, { importer, nodes }: NodesRead): Promise<Examined> {
  const compilation = compiled(site);
  const findings = compilation.diagnostics
    .filter(({ severity, accepted }) => severity !== 'note' && accepted === undefined)
    .map(({ severity, code, message, at }) => ({
      severity,
      code,
      message: redacted(message),
      where: at.in === 'model' ? at.path.join('/') : '',
    }));
  const bundle = compilation.bundle ?? builtAnyway(compilation);
  const built = bundle === undefined ? [] : filesOf(bundle, importer);
  if (bundle === undefined) return { comparison: undefined, firstPush: [], inSpite: false, findings, built };
  const { compared } = await stackOf(platformOf(bundle.platform)).operations();
  const hosts = nodesOf(bundle, nodes);
  const hostOf = (node: NodeFiles) => [...hosts].find(([, one]) => one === node)?.[0];
  const comparison = compareNodes(
    {
      importer,
      nodes,
      hostOf,
      built,
      formats: { own: compared, release: releaseOf(bundle) },
    },
    notes,
  );
  const firstPush = importer.firstPush(nodes, built, platformOf(bundle.platform)).map(redacted);
  return { comparison, firstPush, inSpite: compilation.bundle === undefined, findings, built };
}

function filesOf(bundle: Bundle, importer: Importer): readonly Built[] {
  const trees = new Map<string, XmlElement>();
  // What clusterc writes is well-formed.
  const tree = (text: string): XmlElement => {
    const found = trees.get(text) ?? treeIn(text);
    trees.set(text, found);
    return found;
  };
  return [...bundleFiles(bundle, '')].flatMap(([path, text]) => builtFile(path, text, importer, tree));
}

/** Codes of names that cannot be paths and of text that is not XML. No file can be made from such values. */
const UNWRITABLE = /^(yaml|rm\/name-format|libvirt\/overlay)/;

/** The bundle without invalid values and without the rules of `check`. Undefined if it still cannot be built. */
function builtAnyway({ model, diagnostics }: Compilation): Bundle | undefined {
  const errors = diagnostics.filter(isError);
  if (model === undefined || errors.some(({ code }) => UNWRITABLE.test(code))) return undefined;
  return emit(model, draft(model, stackOf(model.cluster.platform)), readTemplates()).value;
}

/** All findings about the site. */
export function diagnosticsOf(site: JsonMap): readonly Diagnostic[] {
  return compiled(site).diagnostics;
}

const done = new WeakMap<JsonMap, Compilation>();

/** A site is compiled once, although the release, the schema and the comparison each ask for it. */
function compiled(site: JsonMap): Compilation {
  // A separate test shows that the YAML for people reads as this value.
  const compilation = done.get(site) ?? compileValue(site, readTemplates());
  done.set(site, compilation);
  return compilation;
}

/** Host name -> imported node: the one with the host's name or its node name. */
function nodesOf(bundle: Bundle, nodes: readonly Node[]): ReadonlyMap<string, Node> {
  const pairs = bundle.nodes.flatMap(({ host, nodeName }) => {
    const node = nodes.find(({ name }) => name === host || name === nodeName || name.split('.')[0] === host);
    return node === undefined ? [] : [[String(host), node] as const];
  });
  return new Map(pairs);
}

function builtFile(
  name: string,
  text: string,
  { files }: Importer,
  tree: (text: string) => XmlElement,
): readonly Built[] {
  const [, node, path] = /^nodes\/([^/]+)(\/.*)$/.exec(name) ?? [];
  if (node === undefined || path === undefined) return [];
  if (formatOf(path.slice(1), files) === 'text') return [{ node, path, text }];
  return [{ node, path, text, root: tree(text) }];
}

/** The result as JSON, for `--json`. */
export function examinedJson({ comparison, firstPush, findings }: Examined): { readonly [key: string]: Json } {
  const { deviations = null, tally = null, notCompared = null } = comparison ?? {};
  return { deviations, settings: tally, notCompared, firstPush: [...firstPush], findings };
}
