/** A site compiled to text. Loads the libraries that write text, so only for commands that need them. */
import type { Compilation } from '../../analyse.ts';
import { compile } from '../../compile.ts';
import { readTemplates } from '../../edge/assets.ts';
import type { InputFile } from '../../source/tree.ts';
import { soundPart, type SoundPart } from '../../sound-part.ts';
import type { Io } from '../io.ts';
import { withSite } from './site.ts';

export function compileSite(path: string, io?: Io): Compilation {
  return withSite(path, (files, ended) => compile(files, readTemplates(), ended), io);
}

/** The same for files that are not on disk. */
export function compileFiles(files: readonly InputFile[]): Compilation {
  return compile(files, readTemplates());
}

/** The part of a site with errors that can be looked for on nodes. */
export function soundPartOf(compilation: Compilation): SoundPart | undefined {
  return soundPart(compilation, readTemplates());
}
