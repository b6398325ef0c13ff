/** What replacing files of a cluster does to one that runs, as its stack predicts it. Plain data. */
import type { HostName } from '../base/brand.ts';
import type { Trees } from '../base/xml.ts';
import type { BundleNode } from '../bundle/bundle.ts';
import type { Change } from '../deploy/plan/changes.ts';
import type { Activation } from '../deploy/plan/plan.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { Platform } from '../platform/release-id.ts';
import type { FileRules } from './other-files.ts';
import type { ClusterView, RunningService } from '../status/reader.ts';

export type Predictor = {
  /** The XML in changed files, to be read as the trees of `predict`. */
  xmlIn(changes: readonly Change[]): readonly string[];
  /** One for each text that is replaced on some node. */
  predict(changes: readonly Change[], trees: Trees, around: Around): readonly Effect[];
  /** What a change needs of other files that programs of the cluster read. */
  readonly fileRules: readonly FileRules[];
  /** Findings about members that the bundle does not have, where the cluster would forget them. */
  strangers(members: ClusterView['strangers']): Iterable<Diagnostic>;
};

/** What is known besides the files. */
export type Around = {
  readonly platform: Platform;
  /** Of the hosts that were asked, in the order of the site. */
  readonly facts: readonly HostFacts[];
  /** The services of the running cluster; null when no node knows. */
  readonly services: readonly RunningService[] | null;
  readonly nodes: readonly BundleNode[];
  /** The member that findings name; null: the cluster does not run. */
  readonly member: HostName | null;
  /** Services that the plan stops before it changes a file. */
  readonly stopped: readonly string[];
};

/** `found`: the text that is replaced. No prediction: it cannot be read. */
export type Effect = { readonly path: string; readonly found: string; readonly prediction?: Prediction };

export type Prediction = {
  /** What a change does to each service that it affects. */
  readonly services: readonly ServiceEffect[];
  /** What each changed setting needs before it counts, the hardest first. */
  readonly settings: readonly SettingEffect[];
  /** What could not be compared for certain. */
  readonly doubts: readonly string[];
  /** What the cluster would refuse in the new file by itself. */
  readonly refusals: readonly string[];
  readonly activation: Activation;
  /** All of it in one line. */
  readonly summary: string;
  readonly isDifferent: boolean;
  /** What has to be allowed. */
  readonly diagnostics: readonly Diagnostic[];
};

export type ServiceEffect = {
  readonly name: string;
  /** What the stack calls such an effect. */
  readonly effect: string;
  /** `outage`: something is down, for a while or for good; `loss`: something keeps running with less; `none`: neither. */
  readonly severity: 'none' | 'loss' | 'outage';
  /** What happens, and for how long it is down. */
  readonly sentence: string;
  readonly causes: readonly Cause[];
};

export type SettingEffect = { readonly sentence: string; readonly cause: Cause };

/** A change in words; `line` of the new file and `attribute` point to its place in the site. */
export type Cause = { readonly words: string; readonly line?: number | undefined; readonly attribute?: string };

/** The hardest of some activations. */
export function hardestOf(all: readonly Activation[]): Activation {
  if (all.includes('all-at-once')) return 'all-at-once';
  return all.includes('node-by-node') ? 'node-by-node' : 'live';
}
