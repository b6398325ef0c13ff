/**
 * `clusterc plan --old FILE --new FILE`: what a new cluster.conf does to a cluster that runs the old one, without any node.
 * Exits 0 when nothing changes, 2 when something does, 1 when it has to be allowed or something cannot be read.
 */
import { canonicalJson } from '../../base/json.ts';
import { attributeOf, type XmlElement } from '../../base/xml.ts';
import { rmTypes } from '../../catalogue/rm.ts';
import { renderMistake } from '../../diag/text.ts';
import { hasError, type Diagnostic, type Place } from '../../diag/diagnostic.ts';
import { notAClusterConf, notClustat, notMetadata, refusedAgent } from '../../stack/cman/impact/file-findings.ts';
import { readXmlFile, readXmlFolder, type XmlFile } from '../../edge/xml/xml-file.ts';
import { lineAt } from '../../edge/xml/xml-lines.ts';
import { agentFrom, collected, type Agents } from '../../stack/cman/impact/agents.ts';
import { compareEitherWay, isDifferent, type Comparison, type Given } from '../../stack/cman/impact/either-way.ts';
import { possibleFindings, pushFindings } from '../../stack/cman/impact/running.ts';
import { recordedStates } from '../../stack/cman/impact/clustat-services.ts';
import { platformOf, rangeOf } from '../../platform/platform.ts';
import type { Platform } from '../../platform/release-id.ts';
import { impactJson, predictionOf } from '../../stack/cman/impact/prediction.ts';
import { renderImpact } from '../../report/plan/impact.ts';
import { locate } from '../../source/locate.ts';
import { EXIT, report, type ExitCode, type Io, type ReadFormat } from '../io.ts';

export type FilesOptions = {
  readonly old: string;
  readonly new: string;
  readonly platform: string;
  readonly format: ReadFormat;
  /** What `clustat -x` printed. */
  readonly clustat?: string | undefined;
  /** Folders with the metadata of agents; of two, the first is what rgmanager has read. */
  readonly metadata?: readonly string[];
};

type Sources = { readonly before: XmlFile; readonly after: XmlFile; readonly clustat: XmlFile | undefined };

export async function planFiles(options: FilesOptions, io: Io): Promise<ExitCode> {
  const platform = releaseOf(options.platform);
  if (platform === undefined) return unknownRelease(options.platform, io);
  const sources: Sources = {
    before: beginning('cluster', await readXmlFile(options.old)),
    after: beginning('cluster', await readXmlFile(options.new)),
    clustat: options.clustat === undefined ? undefined : beginning('clustat', await readXmlFile(options.clustat)),
  };
  const folders = await Promise.all((options.metadata ?? []).map((folder) => readXmlFolder(folder, 'passed over')));
  const metadata = folders.map((found) => found.map((file) => accepted(beginning('resource-agent', file))));
  const files = [
    sources.before,
    sources.after,
    ...(sources.clustat === undefined ? [] : [sources.clustat]),
    ...metadata.flat(),
  ];
  const { before: old, after: now } = sources;
  if (old.root === undefined || now.root === undefined || files.some(({ root }) => root === undefined))
    return tell(
      files,
      files.flatMap(({ diagnostics }) => diagnostics),
      io,
    );
  const given = metadata.length === 0 ? undefined : agentsFor(platform, metadata);
  const comparison = compareEitherWay({ before: old.root, after: now.root }, given, platform);
  io.out.write(
    options.format === 'json'
      ? canonicalJson(impactJson(comparison))
      : renderImpact(predictionOf(comparison, []), io.out),
  );
  const found = findingsIn(comparison, sources);
  tell(files, found, io);
  if (hasError(found)) return EXIT.failed;
  return isDifferent(comparison) ? EXIT.different : EXIT.done;
}

/** A release that there is, as a site spells it. */
function releaseOf(text: string): Platform | undefined {
  if (!/^(rhel[56]([.][0-9]{1,2})?|fedora([0-9]{2})?)$/.test(text)) return undefined;
  const platform = platformOf(text);
  const [oldest, newest] = rangeOf(platform);
  return platform.minor >= oldest.minor && platform.minor <= newest.minor ? platform : undefined;
}

function unknownRelease(text: string, { err }: Io): ExitCode {
  err.write(
    renderMistake(
      `there is no release ${text}; write it as rhel6.4, rhel5.8 or fedora13`,
      'clusterc help plan',
      err.color,
    ),
  );
  return EXIT.usage;
}

type First = 'cluster' | 'clustat' | 'resource-agent';
const OTHERWISE: { readonly [F in First]: (at: Place, facts: { root: string }) => Diagnostic } = {
  cluster: notAClusterConf,
  clustat: notClustat,
  'resource-agent': notMetadata,
};

/** Any XML can be read; only what begins so is what it is taken for. */
function beginning(first: First, file: XmlFile): XmlFile {
  const { root, ...rest } = file;
  if (root === undefined || root.name === first) return file;
  const at = lineAt(file.file, file.text, root.line);
  return { ...rest, diagnostics: [...file.diagnostics, OTHERWISE[first](at, { root: root.name })] };
}

/** An agent whose attributes contradict each other counts as none. */
function accepted(file: XmlFile): XmlFile {
  const { root, ...rest } = file;
  if (root === undefined || Object.keys(agentFrom(root)).length > 0) return file;
  const finding = refusedAgent(lineAt(file.file, file.text, root.line), { agent: attributeOf(root, 'name') ?? '' });
  return { ...rest, diagnostics: [...file.diagnostics, finding] };
}

/** From the folders; what is in none of them from the catalogue. */
function agentsFor(platform: Platform, metadata: readonly (readonly XmlFile[])[]): Given {
  const catalogue: Agents = rmTypes(platform);
  const given = metadata.map((files) => collected({}, files.flatMap(rootsOf)));
  const [before = catalogue, after = before] = given;
  const assumed = (some: Agents) => Object.keys(catalogue).filter((type) => !Object.hasOwn(some, type));
  const whole = (some: Agents): Agents => (some === catalogue ? catalogue : { ...catalogue, ...some });
  const agents = { before: whole(before), after: whole(after) };
  return {
    agents: before === after ? { before: agents.before, after: agents.before } : agents,
    assumed: { before: assumed(before), after: assumed(after) },
  };
}

function rootsOf({ root }: XmlFile): readonly XmlElement[] {
  return root === undefined ? [] : [root];
}

/** Of what runs where that is known, else what may run. */
function findingsIn(comparison: Comparison, { before, after, clustat }: Sources): readonly Diagnostic[] {
  const lines = {
    before: (line: number) => lineAt(before.file, before.text, line),
    after: (line: number) => lineAt(after.file, after.text, line),
  };
  if (clustat?.root === undefined) return possibleFindings(comparison, lines);
  return pushFindings(comparison, recordedStates(clustat.root), lines);
}

function tell(files: readonly XmlFile[], found: readonly Diagnostic[], { err }: Io): ExitCode {
  report(
    locate(
      files.map(({ file, text }) => ({ id: file, text })),
      undefined,
      found,
    ),
    err,
  );
  return EXIT.failed;
}
