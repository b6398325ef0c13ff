/** Graphviz, as WebAssembly: lays out pictures. */

import { compilePicturesQuickly } from './v8-flags.ts';

/** A graph in Graphviz's language -> the JSON of its layout by `dot`. */
export type LayOut = (graph: string) => string;

/** Loads the library, which takes longer than a small picture. */
export async function graphviz(): Promise<LayOut> {
  const { instance } = await import('@viz-js/viz');
  compilePicturesQuickly();
  const viz = await instance();
  return (graph) => {
    const { output, errors } = viz.render(graph, { format: 'json', engine: 'dot' });
    if (output === undefined) throw new Error(`bug/layout: ${errors.map(({ message }) => message).join('; ')}`);
    return output;
  };
}
