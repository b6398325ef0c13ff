/** The effect of a new configuration as a stack predicts it from files alone, without any node. */
import type { FileId, Json } from '../base/brand.ts';
import type { XmlElement } from '../base/xml.ts';
import type { Diagnostic, Place } from '../diag/diagnostic.ts';
import type { FamilyName, Platform } from '../platform/release-id.ts';
import type { Prediction, Predictor } from './impact.ts';
import type { Witness } from './witness.ts';

/** `root` is absent where there is a diagnostic, and for a text that is no XML. */
export type FileRead = {
  readonly file: FileId;
  readonly text: string;
  readonly root?: XmlElement;
  readonly diagnostics: readonly Diagnostic[];
};

/** `states`: what the stack's program says of services. `metadata`: of agents; of two lists, the first is what runs. */
export type FilesRead = {
  readonly old: FileRead;
  readonly new: FileRead;
  readonly states: FileRead | undefined;
  readonly metadata: readonly (readonly FileRead[])[];
};

/** Where a line of a file is. */
export type PlaceOfLine = (file: FileRead, line: number) => Place;

/** `witness`: absent where the stack has no other engine for these files. */
export type FilesPredicted = {
  readonly prediction: Prediction;
  readonly json: (platform: Platform) => Json;
  readonly witness?: Witness;
};

export type FilesPredictor = Pick<Predictor, 'fileRules' | 'predict' | 'xmlIn'> & {
  /** The same files; one that is not what it is taken for has a diagnostic instead of a root. */
  accept(files: FilesRead, placeOf: PlaceOfLine): FilesRead;
  /** Findings are in the prediction. Undefined without both files. */
  compare(files: FilesRead, platform: Platform, placeOf: PlaceOfLine): FilesPredicted | undefined;
};

/** How files of a stack are known, and its predictor. */
export type FilesOfStack = {
  readonly stack: string;
  /** The OS families whose nodes read such files. */
  readonly families: readonly FamilyName[];
  /** The release that files are taken to be for where nothing says so. */
  readonly usual: string;
  /** Where the files are on a node. */
  readonly paths: readonly string[];
  /** Is a file on the command line one of these? */
  readonly recognises: (file: FileRead) => boolean;
  /** Which of the options about files apply. */
  readonly takes: { readonly states: boolean; readonly metadata: boolean; readonly engine: boolean };
  readonly predictor: () => Promise<FilesPredictor>;
};

/** The options of `plan` for files, in the words of a stack. */
export type FilesWords = {
  readonly description: string;
  readonly old: string;
  /** Releases as examples, for an error. */
  readonly releases: string;
  readonly metadata?: string;
  /** The option for what the stack's program says of services. */
  readonly states?: { readonly name: string; readonly description: string };
  /** Its own engine, which can be asked as well. */
  readonly engine?: string;
};
