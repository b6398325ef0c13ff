/** What a new CIB or corosync.conf does to a cluster that runs the old one, from files alone. Pure. */
import type { FileRead, FilesPredictor, PlaceOfLine } from '../../../impact/files.ts';
import { predictionJson } from '../../../impact/json.ts';
import { ofCorosync } from './corosync/prediction.ts';
import { notACib } from './findings.ts';
import { predictor } from './predictor.ts';
import { ofCib } from './prediction.ts';
import type { Lines } from './rules.ts';
import { witnessOf } from './witness.ts';

export const filesPredictor: FilesPredictor = {
  ...predictor,
  accept: (files, placeOf) => ({ ...files, old: asCib(files.old, placeOf), new: asCib(files.new, placeOf) }),
  compare: ({ old, new: now }, platform, placeOf) => {
    const lines: Lines = {
      before: (line) => placeOf(old, line),
      after: (line) => placeOf(now, line),
    };
    if (old.root === undefined && now.root === undefined) {
      const { prediction } = ofCorosync({ before: old.text, after: now.text, lines });
      return { prediction, json: (release) => predictionJson(prediction, release) };
    }
    if (old.root === undefined || now.root === undefined) return undefined;
    const { prediction, predicted, now: time } = ofCib({ live: old.root, desired: now.root, members: [], lines });
    return {
      prediction,
      json: (release) => predictionJson(prediction, release),
      ...(predicted === undefined ? {} : { witness: witnessOf(predicted.after, time, lines.after(1)) }),
    };
  },
};

/** Any XML can be read; the first element decides whether it is a CIB. */
function asCib(file: FileRead, placeOf: PlaceOfLine): FileRead {
  const { root, ...rest } = file;
  if (root === undefined || root.name === 'cib') return file;
  return { ...rest, diagnostics: [...file.diagnostics, notACib(placeOf(file, root.line), { root: root.name })] };
}
