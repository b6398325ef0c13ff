/** Derives the OS release of the nodes from their files. */
import { osReleaseIn, releaseIn } from '../platform/release.ts';
import { dialectOf, platformNames, platformOf } from '../platform/platform.ts';
import type { Importer } from './importer.ts';
import { attribute, first, type XmlFile } from './xml.ts';
import { LVM_CONF, type NodeFiles } from './node-files.ts';
import type { ImportNotes } from './site/notes.ts';

/**
 * The release that a node reports, else the oldest one that supports the files, in the site's notation. `better`: a guess by
 * further rules.
 */
export function guessPlatform(
  importer: Importer,
  nodes: readonly NodeFiles[],
  domains: readonly XmlFile[],
  { notes, better }: { readonly notes: ImportNotes; readonly better: string | undefined },
): string {
  const at = ['cluster', 'platform'];
  for (const { texts } of nodes) {
    const [release, system] = ['etc/redhat-release', 'etc/os-release'].map((path) => texts.get(path)?.text);
    const platform = releaseIn(release ?? '') ?? osReleaseIn(system ?? '');
    if (platform !== undefined && importer.families.includes(platformOf(platform).family)) return platform;
  }
  const machines = domains.flatMap(({ root }) => machineOf(attribute(first(root, 'os', 'type'), 'machine') ?? ''));
  const oldest = importer.release(nodes, machines.toSorted(byNumber).at(-1));
  const newest = better ?? (importer.assumed === 'rhel6' ? withLvm(oldest, nodes) : oldest);
  const because = newest === undefined ? 'no file names it' : 'guessed from what the files use';
  notes.behind(at, newest === undefined ? `unknown: ${because}` : because);
  notes.note(
    'assumed',
    { file: nodes[0]?.name ?? '', line: 0 },
    `cluster/platform: ${newest ?? importer.assumed}, ${because}; --platform says it`,
  );
  return newest ?? importer.assumed;
}

/** Releases that introduced the machine type. */
function machineOf(machine: string): readonly string[] {
  const [, major, minor] = /^rhel([56])[.]([0-9]+)[.][0-9]+$/.exec(machine) ?? [];
  if (major !== undefined) return [`rhel${major}.${minor}`];
  if (machine === 'pc-0.11') return ['fedora12'];
  return machine === 'pc-0.12' ? ['fedora13'] : ownersOf(machine).slice(0, 1);
}

/** Keys of lvm.conf that lvm2 2.02.98 and 2.02.93 brought: RHEL 6.4 and 6.3. lvmconfig --withversions of lvm2 2.03.16. */
function withLvm(platform: string | undefined, nodes: readonly NodeFiles[]): string | undefined {
  const texts = nodes.map(({ texts: files }) => files.get(LVM_CONF)?.text ?? '');
  const minor = texts.some((text) => /^\s*global_filter\s*=/m.test(text)) ? 4 : 3;
  const [, own = '2'] = /^rhel6(?:[.]([0-9]+))?$/.exec(platform ?? 'rhel6') ?? [undefined, '99'];
  const has = minor === 4 || texts.some((text) => /^\s*use_lvmetad\s*=/m.test(text));
  return has && Number(own) < minor ? `rhel6.${minor}` : platform;
}

/** Releases whose own machine type it is. */
function ownersOf(machine: string): readonly string[] {
  return platformNames().filter((name) => dialectOf(platformOf(name)).machine === machine);
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
