/** The effects of replaced files on a running cluster, as its stack predicts them. Plain data. */
import type { Content } from '../bundle/content.ts';
import type { HostName, SecretName } from '../base/brand.ts';
import type { Trees, XmlElement } from '../base/xml.ts';
import type { BundleNode } from '../bundle/bundle.ts';
import type { Change } from '../deploy/plan/changes.ts';
import type { Activation } from '../deploy/plan/plan.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { Platform } from '../platform/release-id.ts';
import type { Testimony, Witness } from './witness.ts';
import type { FileRules } from './other-files.ts';
import type { ClusterView, RunningService } from '../status/reader.ts';

export type Predictor = {
  /** The XML in changed files, to be parsed for `predict`. */
  xmlIn(changes: readonly Change[]): readonly string[];
  /** One effect for each text that is replaced on some node. */
  predict(changes: readonly Change[], trees: Trees, around: PredictionContext): readonly Effect[];
  /** What changes of the stack's other files need. */
  readonly fileRules: readonly FileRules[];
  /** Findings about members that the bundle lacks and the cluster would forget. */
  strangers(members: ClusterView['strangers']): Iterable<Diagnostic>;
};

/** What is known besides the files. */
export type PredictionContext = {
  readonly platform: Platform;
  /** Of the hosts that were asked, in the order of the site. */
  readonly facts: readonly HostFacts[];
  /** The services of the running cluster; null when no node knows. */
  readonly services: readonly RunningService[] | null;
  readonly nodes: readonly BundleNode[];
  /** The member that findings name; null if the cluster does not run. */
  readonly member: HostName | null;
  /** The running documents of the cluster, by the path that a bundle has them at, and the secrets that are known in them. */
  readonly live?: ReadonlyMap<string, XmlElement>;
  readonly secrets?: ReadonlySet<SecretName>;
  /** Services that the plan stops before it changes a file. */
  readonly stopped: readonly string[];
};

/** `found`: the text that is replaced. Without a prediction, it could not be parsed. `witnesses`: the cluster's own engine can be asked about each part. */
export type Effect = {
  readonly path: string;
  readonly found: string;
  readonly prediction?: Prediction;
  readonly witnesses?: readonly AskedWitness[];
  readonly heard?: Heard;
};

/** `patches`: what the running document is changed by before the engine is asked; absent: the parts of the planned change, up to its own. */
export type AskedWitness = Pick<Witness, 'time' | 'judge'> & { readonly patches?: readonly Content[] };

/** What the cluster's own engine said on a node; `program`: its name. */
export type Heard = Testimony & { readonly node: HostName; readonly program: string };

export type Prediction = {
  /** The effect on each affected service. */
  readonly services: readonly ServiceEffect[];
  /** What each changed setting needs to take effect, the most severe first. */
  readonly settings: readonly SettingEffect[];
  /** What could not be compared reliably. */
  readonly doubts: readonly string[];
  /** What the cluster itself would refuse in the new file. */
  readonly refusals: readonly string[];
  readonly activation: Activation;
  /** A summary in one line. */
  readonly summary: string;
  readonly isDifferent: boolean;
  /** Findings that must be allowed. */
  readonly diagnostics: readonly Diagnostic[];
};

export type ServiceEffect = {
  readonly name: string;
  /** The stack's name for the effect. */
  readonly effect: string;
  /** `outage`: something is down, for a while or permanently; `loss`: something runs with less; `none`: neither. */
  readonly severity: 'none' | 'loss' | 'outage';
  /** What happens, and how long the service is down. */
  readonly sentence: string;
  readonly causes: readonly Cause[];
};

export type SettingEffect = { readonly sentence: string; readonly cause: Cause };

/** A change in words; `line` of the new file and `attribute` lead to its place in the site. */
export type Cause = { readonly words: string; readonly line?: number | undefined; readonly attribute?: string };

/** The most severe of some activations. */
export function hardestOf(all: readonly Activation[]): Activation {
  if (all.includes('all-at-once')) return 'all-at-once';
  return all.includes('node-by-node') ? 'node-by-node' : 'live';
}
