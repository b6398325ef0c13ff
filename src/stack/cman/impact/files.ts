/** What a new cluster.conf does to a cluster that runs the old one, from files alone. Pure. */
import { attributeOf, type XmlElement } from '../../../base/xml.ts';
import { rmTypes } from '../../../catalogue/rm.ts';
import type { Diagnostic, Place } from '../../../diag/diagnostic.ts';
import type { FileRead, FilesPredictor, FilesRead, PlaceOfLine } from '../../../impact/files.ts';
import type { Platform } from '../../../platform/release-id.ts';
import { agentFrom, collected, type Agents } from './agents.ts';
import { recordedStates } from './clustat-services.ts';
import { compareEitherWay, type Comparison, type Given } from './either-way.ts';
import { notAClusterConf, notClustat, notMetadata, refusedAgent } from './file-findings.ts';
import { impactJson, predictionOf } from './prediction.ts';
import { predictor } from './predictor.ts';
import { possibleFindings, pushFindings } from './running.ts';

export const filesPredictor: FilesPredictor = {
  ...predictor,
  accept: ({ old, new: now, states, metadata }, placeOf) => ({
    old: beginning('cluster', old, placeOf),
    new: beginning('cluster', now, placeOf),
    states: states === undefined ? undefined : beginning('clustat', states, placeOf),
    metadata: metadata.map((files) =>
      files.map((file) => withAgent(beginning('resource-agent', file, placeOf), placeOf)),
    ),
  }),
  compare: (files, platform, placeOf) => {
    const [before, after] = [files.old.root, files.new.root];
    if (before === undefined || after === undefined) return undefined;
    const given = files.metadata.length === 0 ? undefined : agentsFor(platform, files.metadata);
    const comparison = compareEitherWay({ before, after }, given, platform);
    const prediction = predictionOf(comparison, findingsIn(comparison, files, placeOf));
    return { prediction, json: () => impactJson(comparison) };
  },
};

type First = 'cluster' | 'clustat' | 'resource-agent';
const OTHERWISE: { readonly [F in First]: (at: Place, facts: { root: string }) => Diagnostic } = {
  cluster: notAClusterConf,
  clustat: notClustat,
  'resource-agent': notMetadata,
};

/** Any XML can be read; the first element decides whether it is the expected file. */
function beginning(first: First, file: FileRead, placeOf: PlaceOfLine): FileRead {
  const { root, ...rest } = file;
  if (root === undefined || root.name === first) return file;
  const finding = OTHERWISE[first](placeOf(file, root.line), { root: root.name });
  return { ...rest, diagnostics: [...file.diagnostics, finding] };
}

/** An agent whose attributes contradict each other counts as none. */
function withAgent(file: FileRead, placeOf: PlaceOfLine): FileRead {
  const { root, ...rest } = file;
  if (root === undefined || Object.keys(agentFrom(root)).length > 0) return file;
  const finding = refusedAgent(placeOf(file, root.line), { agent: attributeOf(root, 'name') ?? '' });
  return { ...rest, diagnostics: [...file.diagnostics, finding] };
}

/** From the files; what is in none of them from the catalogue. */
function agentsFor(platform: Platform, metadata: readonly (readonly FileRead[])[]): Given {
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

function rootsOf({ root }: FileRead): readonly XmlElement[] {
  return root === undefined ? [] : [root];
}

/** Of what runs where that is known, else what may run. */
function findingsIn(comparison: Comparison, files: FilesRead, placeOf: PlaceOfLine): readonly Diagnostic[] {
  const lines = {
    before: (line: number) => placeOf(files.old, line),
    after: (line: number) => placeOf(files.new, line),
  };
  const states = files.states?.root;
  if (states === undefined) return possibleFindings(comparison, lines);
  return pushFindings(comparison, recordedStates(states), lines);
}
