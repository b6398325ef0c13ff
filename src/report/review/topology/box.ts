/** The boxes and links of a picture of a site. Plain data. */
import type { Model } from '../../../model/model.ts';

/** A box with a title and lines. `row`: boxes above the hosts, the hosts, or boxes below them. */
export type Box = {
  readonly id: string;
  readonly kind: 'network' | 'bridge' | 'fence' | 'host' | 'target' | 'group';
  readonly title: string;
  readonly lines: readonly Line[];
};
/** `id`: something that a link can start from, such as a VM. */
export type Line = { readonly text: string; readonly id?: string };

/** `to` or `from` null: all hosts. `from` can be a line of a box. An arrow shows where something goes; the other links have no direction. */
export type Link = {
  readonly kind: 'network' | 'storage' | 'fence' | 'failover';
  readonly from: string | null;
  readonly line?: string;
  readonly to: string | null;
  readonly label?: string;
};

/** In words, for people who do not see the picture, and its boxes from top to bottom. */
export type Topology = {
  readonly words: string;
  readonly above: readonly Box[];
  readonly hosts: readonly Box[];
  readonly below: readonly Box[];
  readonly links: readonly Link[];
};

export function hostId(name: string): string {
  return `host ${name}`;
}

/** Links to a box from those hosts that meet a condition; one from all of them together, if all of more than two do. */
export function linksTo(
  box: string,
  kind: Link['kind'],
  users: readonly string[],
  { hosts }: Pick<Model, 'hosts'>,
  isAbove: boolean,
): readonly Link[] {
  const all = users.length === hosts.length && hosts.length > 2;
  const ends = all ? [null] : users.map(hostId);
  return ends.map((host) => (isAbove ? { kind, from: box, to: host } : { kind, from: host, to: box }));
}
