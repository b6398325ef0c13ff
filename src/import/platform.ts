/** Which release the nodes run, from what their files let slip. */
import { elementsIn, type XmlElement } from '../base/xml.ts';
import { attribute, first, type XmlFile } from './xml.ts';
import type { NodeFiles } from './node-files.ts';
import type { Notebook } from './notebook.ts';

/** As a site spells it: said on the command line, by a node, by the newest machine type; else the oldest assumption. */
export function guessPlatform(
  nodes: readonly NodeFiles[],
  domains: readonly XmlFile[],
  conf: XmlFile,
  book: Notebook,
): string {
  const at = ['cluster', 'platform'];
  for (const { texts } of nodes) {
    const release = texts.get('etc/redhat-release');
    const platform = release === undefined ? undefined : releaseOf(release.text);
    if (platform !== undefined) return platform;
  }
  const machines = domains.flatMap(({ root }) => machineOf(attribute(first(root, 'os', 'type'), 'machine') ?? ''));
  const newest = withDelay(machines.toSorted(byNumber).at(-1), conf);
  const because = newest === undefined ? 'no file names it' : 'guessed from machine types and fence delays';
  book.behind(at, newest === undefined ? `unknown: ${because}` : because);
  book.note(
    'assumed',
    { file: nodes[0]?.name ?? '', line: 0 },
    `cluster/platform: ${newest ?? 'rhel6'}, ${because}; --platform says it`,
  );
  return newest ?? 'rhel6';
}

/** `Red Hat Enterprise Linux Server release 6.4 (Santiago)`, and those made from it. */
function releaseOf(text: string): string | undefined {
  const [, fedora] = /Fedora release (12|13)\b/.exec(text) ?? [];
  if (fedora !== undefined) return `fedora${fedora}`;
  const [, major, minor] = /release ([56])(?:[.]([0-9]{1,2}))?/.exec(text) ?? [];
  if (major === undefined) return undefined;
  return minor === undefined ? `rhel${major}` : `rhel${major}.${minor}`;
}

/** Machine types are named after the release that brought them. */
function machineOf(machine: string): readonly string[] {
  const [, major, minor] = /^rhel([56])[.]([0-9]+)[.][0-9]+$/.exec(machine) ?? [];
  if (major !== undefined) return [`rhel${major}.${minor}`];
  return machine === 'pc-0.11' ? ['fedora12'] : machine === 'pc-0.12' ? ['fedora13'] : [];
}

/** A fence delay is understood from RHEL 5.8 and 6.2 on: whoever writes one has that or a later release. Domain reference, 1.6. */
function withDelay(platform: string | undefined, { root }: XmlFile): string | undefined {
  const [, major, minor] = /^rhel([56])[.]([0-9]+)$/.exec(platform ?? '') ?? [];
  const needed = major === '5' ? 8 : 2;
  if (major === undefined || Number(minor) >= needed || !hasDelay(root)) return platform;
  return `rhel${major}.${needed}`;
}

function hasDelay(element: XmlElement): boolean {
  const own = element.name === 'device' && attribute(element, 'delay') !== undefined;
  return own || elementsIn(element).some((child) => hasDelay(child));
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
