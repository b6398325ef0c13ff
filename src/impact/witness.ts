/** The cluster's own engine as a witness of a prediction. Plain data. */
import type { XmlElement } from '../base/xml.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';

/** The cluster's own engine, asked about the same change. */
export type Witness = {
  /** The command; it reads `input` and prints XML. */
  readonly argv: readonly string[];
  readonly input: string;
  /** The time that the command is to take for now; its last argument on a node. */
  readonly time: string;
  /** `missing`: it did not answer, and why. */
  readonly judge: (answer: { readonly root: XmlElement } | { readonly missing: string }) => Testimony;
};

/** What the engine said against our prediction: each action as one line. */
export type Testimony = {
  /** Null: it did not answer. */
  readonly actions: readonly string[] | null;
  readonly predicted: readonly string[];
  readonly isSame: boolean;
  readonly diagnostics: readonly Diagnostic[];
};
