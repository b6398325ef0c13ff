/** What a stack says of a new configuration from files alone, without any node. */
import type { FileId, Json } from '../base/brand.ts';
import type { XmlElement } from '../base/xml.ts';
import type { Diagnostic, Place } from '../diag/diagnostic.ts';
import type { Platform } from '../platform/release-id.ts';
import type { Prediction } from './impact.ts';

/** `root` is absent exactly where there is a diagnostic. */
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

export type FilesPredicted = { readonly prediction: Prediction; readonly json: () => Json };

export type FilesPredictor = {
  /** The same files; one that is not what it is taken for has a diagnostic instead of a root. */
  accept(files: FilesRead, placeOf: PlaceOfLine): FilesRead;
  /** Findings are in the prediction. Undefined without both files. */
  predict(files: FilesRead, platform: Platform, placeOf: PlaceOfLine): FilesPredicted | undefined;
};

/** The options of `plan` for files, in the words of a stack. */
export type FilesWords = {
  readonly description: string;
  readonly old: string;
  readonly metadata: string;
  /** The option for what the stack's program says of services. */
  readonly states: { readonly name: string; readonly description: string };
};
