/** Which release the nodes run, from what their files let slip. */
import { elementsIn, type XmlElement } from '../base/xml.ts';
import { releaseIn } from '../platform/release.ts';
import { attribute, first, type XmlFile } from './xml.ts';
import { LVM_CONF, type NodeFiles } from './node-files.ts';
import type { Notebook } from './site/notes.ts';

/**
 * As a site spells it: what a node says, else the oldest release that has what the files use. `better` is a guess of
 * somebody who asked more rules.
 */
export function guessPlatform(
  nodes: readonly NodeFiles[],
  domains: readonly XmlFile[],
  conf: XmlFile,
  { book, better }: { readonly book: Notebook; readonly better: string | undefined },
): string {
  const at = ['cluster', 'platform'];
  for (const { texts } of nodes) {
    const release = texts.get('etc/redhat-release');
    const platform = release === undefined ? undefined : releaseIn(release.text);
    if (platform !== undefined) return platform;
  }
  const machines = domains.flatMap(({ root }) => machineOf(attribute(first(root, 'os', 'type'), 'machine') ?? ''));
  const oldest = machines.toSorted(byNumber).at(-1) ?? (isOld(conf.root) ? 'rhel5' : undefined);
  const newest = better ?? withLvm(withDelay(oldest, conf), nodes);
  const because = newest === undefined ? 'no file names it' : 'guessed from what the files use';
  book.behind(at, newest === undefined ? `unknown: ${because}` : because);
  book.note(
    'assumed',
    { file: nodes[0]?.name ?? '', line: 0 },
    `cluster/platform: ${newest ?? 'rhel6'}, ${because}; --platform says it`,
  );
  return newest ?? 'rhel6';
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

/** Keys of lvm.conf that came with lvm2 2.02.98 and 2.02.93: RHEL 6.4 and 6.3. Domain reference, 5.1. */
function withLvm(platform: string | undefined, nodes: readonly NodeFiles[]): string | undefined {
  const texts = nodes.map(({ texts: files }) => files.get(LVM_CONF)?.text ?? '');
  const minor = texts.some((text) => /^\s*global_filter\s*=/m.test(text)) ? 4 : 3;
  const [, own = '2'] = /^rhel6(?:[.]([0-9]+))?$/.exec(platform ?? 'rhel6') ?? [undefined, '99'];
  const has = minor === 4 || texts.some((text) => /^\s*use_lvmetad\s*=/m.test(text));
  return has && Number(own) < minor ? `rhel6.${minor}` : platform;
}

/** RHEL 6 has no fence_manual, and no node without a number. Domain reference, 1.4 and 4.2. */
function isOld(element: XmlElement): boolean {
  const { name } = element;
  const own =
    (name === 'clusternode' && attribute(element, 'nodeid') === undefined) ||
    (name === 'fencedevice' && attribute(element, 'agent') === 'fence_manual');
  return own || elementsIn(element).some((child) => isOld(child));
}

function hasDelay(element: XmlElement): boolean {
  const own = element.name === 'device' && attribute(element, 'delay') !== undefined;
  return own || elementsIn(element).some((child) => hasDelay(child));
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
