/** A difference between a file that was read and the one that a build of the imported site writes. */
import type { XmlElement } from '../base/xml.ts';
import type { Difference } from './meaning.ts';
import type { Place } from './site/notes.ts';

/** A file of a build: text, or the tree of an XML file. */
export type Built = { readonly node: string; readonly path: string; readonly text: string; readonly root?: XmlElement };

/** `line` 0: the file as a whole, or nothing of the original. */
export type Deviation = Place & { readonly message: string };

/** `about`: what differs, in words that a note about the same would use. */
export type Found = Deviation & Pick<Difference, 'about'>;

export function* inFile(file: string, found: Iterable<Difference>): Generator<Found> {
  for (const one of found) yield { file, ...one };
}
