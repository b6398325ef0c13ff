/** The place in the site of a value, in a few characters; names of files are relative to the site. Pure. */
import type { SourcePath } from '../../base/brand.ts';
import { originFinder, type ExplainedSite, type ValueOrigin } from '../value-origin.ts';

/** `path` is that of the value; `place`: `hosts.yaml:12`, or why the site has no line for it. */
export type LinePlace = { readonly path: string; readonly place: string };

/** Returns the place of a path; each is found once. */
export function linePlaces(site: ExplainedSite): (path: SourcePath) => LinePlace | undefined {
  const find = originFinder(site);
  const short = relativeName(site.files.map(({ id }) => id));
  const known = new Map<string, LinePlace | undefined>();
  return (path) => {
    const name = path.join('/');
    if (!known.has(name)) known.set(name, placeOf(find(path), short));
    return known.get(name);
  };
}

/** Undefined if the site has nothing there. */
function placeOf(origin: ValueOrigin, short: (file: string) => string): LinePlace | undefined {
  const { path } = origin;
  if (origin.kind === 'default') return { path, place: 'default' };
  if (origin.kind === 'layer') return placeOf(origin.from, short);
  if (origin.kind === 'derived') {
    const [from] = origin.from;
    const source = from === undefined ? undefined : placeOf(from, short);
    return { path, place: source === undefined ? 'derived' : `derived from ${source.place}` };
  }
  if (origin.kind === 'absent' || origin.where === null) return undefined;
  return { path, place: `${short(origin.where.file)}:${origin.where.line}` };
}

/** Names without the folders that all files share, so that a report is the same wherever the site is. */
export function relativeName(files: readonly string[]): (file: string) => string {
  const [first = '', ...others] = files.map((file) => file.split('/').slice(0, -1));
  const steps = typeof first === 'string' ? [] : first;
  const differs = steps.findIndex((step, index) => others.some((other) => other[index] !== step));
  const shared = steps
    .slice(0, differs < 0 ? steps.length : differs)
    .map((step) => `${step}/`)
    .join('');
  return (file) => (file.startsWith(shared) ? file.slice(shared.length) : file);
}
