/** `clusterc import`: files of nodes -> a site in a new folder, its secrets beside it, and a report. */
import { join } from 'node:path';
import { as, type FileId, type SecretName } from '../base/brand.ts';
import { canonicalJson, type JsonMap } from '../base/json.ts';
import { Sealed } from '../base/sealed.ts';
import { bundleFiles } from '../bundle/manifest.ts';
import { compile, type Compilation } from '../compile.ts';
import { hasError, type Diagnostic } from '../diag/diagnostic.ts';
import { visible } from '../diag/visible.ts';
import { masker } from '../deploy/mask.ts';
import { readTemplates } from '../edge/assets.ts';
import { noClusterConf, notAClusterConf } from '../edge/import-findings.ts';
import { writeNewFolder } from '../edge/new-folder.ts';
import { readMore, readNodeRoots, type NodeRoot } from '../edge/node-root.ts';
import { readXml } from '../edge/xml-read.ts';
import { deviations, type Built, type Deviation } from '../import/compare.ts';
import { importNodes, SECRETS, type Imported } from '../import/import.ts';
import { CLUSTER_CONF, type NodeFiles } from '../import/node-files.ts';
import { renderReport } from '../import/report.ts';
import { siteFiles } from '../import/site-files.ts';
import { standIns } from '../import/stand-ins.ts';
import { vmFolders } from '../import/vm-folders.ts';
import { attribute, type XmlFile } from '../import/xml.ts';
import { DEFAULTS } from '../model/defaults.ts';
import { macOf, uuidOf } from '../model/identity.ts';
import type { VmName } from '../model/model.ts';
import { count } from '../report/count.ts';
import { locate } from '../source/locate.ts';
import type { SourceFile } from '../source/tree.ts';
import { siteSchema } from '../spec/site-schema.ts';
import { EXIT, remark, report, type ExitCode, type Io, type ReadFormat } from './io.ts';

export type ImportOptions = {
  readonly output: string;
  readonly platform: string | undefined;
  readonly format: ReadFormat;
};

export async function importSite(folders: readonly string[], options: ImportOptions, io: Io): Promise<ExitCode> {
  const read = await readNodes(folders);
  tell(read, io);
  const conf = newestConf(read.nodes);
  if (hasError(read.diagnostics) || conf === undefined) return EXIT.failed;
  const imported = importNodes(conf, read.nodes, { ...DERIVED, platform: options.platform });
  const result = await examined(imported, read.nodes);
  const cluster = String(asMap(imported.site['cluster'])['name'] ?? '');
  const sources = read.nodes.map(({ folder }) => folder);
  const text = renderReport({ cluster, sources, notes: imported.notes, ...result });
  const failed = writeNewFolder(options.output, outputOf(imported, text));
  report(locate([], undefined, failed), io.err);
  if (failed.length > 0) return EXIT.failed;
  if (options.format === 'json')
    io.out.write(
      canonicalJson({
        cluster,
        folder: options.output,
        notes: imported.notes,
        deviations: result.deviations ?? null,
        findings: result.findings,
      }),
    );
  else io.out.write(`${join(options.output, 'site.yaml')}\n`);
  return summed(imported, result, options.output, io);
}

/** What the model would derive where nothing is written. */
const DERIVED = {
  defaults: DEFAULTS,
  uuid: (cluster: string, vm: string) => uuidOf(cluster, as<VmName>(vm)),
  mac: (cluster: string, vm: string, index: number) => macOf(cluster, as<VmName>(vm), index),
};

type Node = NodeFiles & { readonly folder: string };
type Read = {
  readonly nodes: readonly Node[];
  readonly texts: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
};

/** Folders of nodes with their texts and trees, the files of VMs among them where cluster.conf says they stand. */
async function readNodes(folders: readonly string[]): Promise<Read> {
  const { roots, diagnostics } = readNodeRoots(folders);
  const read = await Promise.all(roots.map(readNode));
  const found = [...diagnostics, ...read.flatMap((one) => one.diagnostics)];
  const nodes = read.map(({ node }) => node);
  const confs = nodes.flatMap(({ xml }) => xml.get(CLUSTER_CONF) ?? []);
  const missing =
    confs.length === 0 && !hasError(found)
      ? [noClusterConf({ in: 'nowhere', because: 'it is not there' }, { folders: folders.join(', ') })]
      : [];
  const others = confs
    .filter(({ root }) => root.name !== 'cluster')
    .map(({ file, root }) => notAClusterConf({ in: 'file', file: as<FileId>(file) }, { root: root.name }));
  return { nodes, texts: read.flatMap((one) => one.texts), diagnostics: [...found, ...missing, ...others] };
}

type ReadNode = {
  readonly node: Node;
  readonly texts: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
};

async function readNode(root: NodeRoot): Promise<ReadNode> {
  const first = await filesOf(root);
  const conf = first.node.xml.get(CLUSTER_CONF);
  const places =
    conf === undefined ? [] : vmFolders(conf.root).filter((place) => ![...root.files.keys()].includes(place));
  if (places.length === 0) return first;
  const more = readMore(root, places);
  const [wider] = more.roots;
  const again = wider === undefined ? first : await filesOf(wider);
  return { ...again, diagnostics: [...again.diagnostics, ...more.diagnostics] };
}

async function filesOf({ folder, name, files }: NodeRoot): Promise<ReadNode> {
  const texts = new Map<string, { file: string; text: string }>();
  const xml = new Map<string, XmlFile>();
  const sources: SourceFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [path, { id, bytes }] of files) {
    if (path !== CLUSTER_CONF && !path.endsWith('.xml'))
      texts.set(path, { file: id, text: Buffer.from(bytes).toString('utf8') });
    else {
      const found = await readXml(id, bytes);
      sources.push({ id, text: found.text });
      diagnostics.push(...found.diagnostics);
      if (found.root !== undefined) xml.set(path, { file: id, root: found.root });
    }
  }
  return { node: { name, folder, texts, xml }, texts: sources, diagnostics };
}

/** Excerpts of a cluster.conf show passwords: what stands on such a line is not shown. */
function tell({ texts, diagnostics }: Read, { err }: Io): void {
  const hide = masker([]);
  const located = locate(texts, undefined, diagnostics).map((one) =>
    typeof one.where === 'string' ? one : { ...one, where: { ...one.where, excerpt: one.where.excerpt.map(hide) } },
  );
  report(located, err);
}

/** That with the highest version: the others are from before. */
function newestConf(nodes: readonly Node[]): XmlFile | undefined {
  const confs = nodes.flatMap(({ xml }) => xml.get(CLUSTER_CONF) ?? []);
  const version = ({ root }: XmlFile) => Number.parseInt(attribute(root, 'config_version') ?? '0', 10) || 0;
  return confs.toSorted((a, b) => version(b) - version(a))[0];
}

type Result = {
  readonly deviations: readonly Deviation[] | undefined;
  readonly standIn: boolean;
  readonly findings: readonly {
    readonly severity: string;
    readonly code: string;
    readonly where: string;
    readonly message: string;
  }[];
};

/** Compiles what was imported, and compares what would be built with what was read. */
async function examined(imported: Imported, nodes: readonly Node[]): Promise<Result> {
  const compilation = compiled(imported.site);
  const findings = compilation.diagnostics
    .filter(({ severity, accepted }) => severity !== 'note' && accepted === undefined)
    .map(({ severity, code, message, at }) => ({
      severity,
      code,
      message,
      where: at.in === 'model' ? at.path.join('/') : '',
    }));
  const stood = compilation.bundle === undefined ? standIns(imported.site) : undefined;
  const { bundle } = stood === undefined ? compilation : compiled(stood);
  if (bundle === undefined) return { deviations: undefined, standIn: false, findings };
  const built = await Promise.all([...bundleFiles(bundle, '')].flatMap(([path, text]) => builtFile(path, text)));
  const byHost = new Map(
    bundle.nodes.flatMap(({ host, nodeName }) => {
      const node = nodes.find(({ name }) => name === host || name === nodeName || name.split('.')[0] === host);
      return node === undefined ? [] : [[String(host), node] as const];
    }),
  );
  return { deviations: deviations(byHost, built, imported.notes), standIn: stood !== undefined, findings };
}

function compiled(site: JsonMap): Compilation {
  const [file] = siteFiles(site, []);
  const inputs =
    file === undefined
      ? []
      : [...siteFiles(site, [])].map(([name, text]) => ({ id: as<FileId>(name), bytes: Buffer.from(text) }));
  return compile(inputs, readTemplates());
}

function builtFile(name: string, text: string): readonly Promise<Built>[] {
  const [, node, path] = /^nodes\/([^/]+)(\/.*)$/.exec(name) ?? [];
  if (node === undefined || path === undefined) return [];
  if (!path.endsWith('.xml') && path !== `/${CLUSTER_CONF}`) return [Promise.resolve({ node, path, text })];
  return [
    readXml(as<FileId>(name), Buffer.from(text)).then(({ root }) => ({
      node,
      path,
      text,
      ...(root === undefined ? {} : { root }),
    })),
  ];
}

function outputOf({ site, remarks, secrets }: Imported, text: string): ReadonlyMap<string, string | Sealed> {
  const files = new Map<string, string | Sealed>([
    ...siteFiles(site, remarks),
    ['IMPORT.md', text],
    ['.clusterc/site.schema.json', canonicalJson(siteSchema)],
  ]);
  if (secrets.size === 0) return files;
  return files.set(SECRETS, secretsFile(secrets)).set('.gitignore', `${SECRETS}\n`);
}

/** Names and values as JSON texts, which are YAML. */
function secretsFile(secrets: ReadonlyMap<SecretName, Sealed>): Sealed {
  const lines = [...secrets].flatMap(([name, value]) => [`${name}: `, value.map((text) => JSON.stringify(text)), '\n']);
  return Sealed.join('secrets of the imported site', [
    '# Values of secrets that stood in the imported files. Never commit this file.\n',
    ...lines,
  ]);
}

function summed({ notes }: Imported, { deviations: found, findings }: Result, folder: string, io: Io): ExitCode {
  const lost = notes.filter(({ kind }) => kind === 'lost').length;
  const unknown = notes.filter(({ kind }) => kind === 'assumed').length;
  const compared = found === undefined ? 'not compared' : count(found.length, 'difference');
  const words = [`${unknown} to fill in`, `${lost} left out`, compared].join(', ');
  for (const { file, line, message } of notes.filter(({ severity }) => severity === 'error'))
    io.err.write(visible(`error: ${file}:${line}: ${message}`) + '\n');
  remark(`imported: ${words}; read ${join(folder, 'IMPORT.md')}, then: clusterc check ${folder}`, io);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) remark(`check finds ${count(errors, 'error')} in it`, io);
  return EXIT.done;
}

function asMap(value: unknown): JsonMap {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
