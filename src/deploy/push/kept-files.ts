/** Files of a bundle that a node has kept from before. */
import { as, type HostName, type RemotePath } from '../../base/brand.ts';

export type KeptFile = { readonly node: HostName; readonly path: RemotePath; readonly same: boolean };

/** `again PATH` and `other PATH`, as the activator prints them when it stages. */
export function keptIn(text: string, node: HostName): readonly KeptFile[] {
  return [...text.matchAll(/^(again|other) (\/.*)$/gm)].map(([, word, path = '']) => {
    return { node, path: as<RemotePath>(path), same: word === 'again' };
  });
}
