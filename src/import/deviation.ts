/** A difference between an imported file and the file that a build of the imported site writes. */
import type { XmlElement } from '../base/xml.ts';
import type { Change } from '../diff/changes.ts';
import { redacted } from './masked.ts';
import type { Place } from './site/notes.ts';

/** A built file: text, or the tree of an XML file. */
export type Built = { readonly node: string; readonly path: string; readonly text: string; readonly root?: XmlElement };

/** `line` 0: the whole file, or an addition without a line in the original. */
export type Deviation = Place & { readonly message: string };

/**
 * Counts of settings in the imported files, each counted on its own: `read` in the files, `kept` and `implied` in what is equal,
 * `changed` and `leftOut` in the differences. See `addsUp`.
 */
export type Tally = {
  readonly read: number;
  /** Equal in the build. */
  readonly kept: number;
  /** Not in the build: daemons take the value anyway, or fill it in. */
  readonly implied: number;
  readonly changed: number;
  readonly leftOut: number;
  /** Settings that the build adds; they do not count as read. */
  readonly added: number;
};

export const NONE: Tally = { read: 0, kept: 0, implied: 0, changed: 0, leftOut: 0, added: 0 };

/** Is each setting that was read accounted for? If not, clusterc has overlooked one. */
export function addsUp({ read, kept, implied, changed, leftOut }: Tally): boolean {
  return read === kept + implied + changed + leftOut;
}

/** The sum of two tallies. */
export function sumOf(a: Tally, b: Tally): Tally {
  return {
    read: a.read + b.read,
    kept: a.kept + b.kept,
    implied: a.implied + b.implied,
    changed: a.changed + b.changed,
    leftOut: a.leftOut + b.leftOut,
    added: a.added + b.added,
  };
}

/** One sentence, for IMPORT.md, without secrets. */
export function inWords(change: Change): string {
  return redacted(sentenceOf(change));
}

function sentenceOf({ kind, what, name, before, after, settings }: Change): string {
  if (name === 'order') return `${what}: the order of its parts; built: another one`;
  if (before === undefined && after === undefined) {
    if (kind === 'added') return `${what} is built, and was not there`;
    return `${what} is not built${settings > 1 ? `, with its ${settings} settings` : ''}`;
  }
  const said = (value: string | undefined) => (value === undefined ? 'nothing' : `"${value}"`);
  return `${what}${name === '' ? '' : ` ${name}`}: ${said(before)}; built: ${said(after)}`;
}
