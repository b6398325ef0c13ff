/** VMs of the site: policy from the stack, hardware from the domain of the same name. */
import type { JsonMap } from '../../base/json.ts';
import { below, type Reading } from '../attributes.ts';
import { domainName, readDomain, refusal, type Derived } from './domain-xml.ts';
import type { Importer, StackSections } from '../importer.ts';
import type { NodeFiles } from '../node-files.ts';
import type { ImportNotes } from '../site/notes.ts';
import type { XmlFile } from '../xml.ts';

/** Domains by name. Of several files, the first one counts; files in the cluster's own folder precede others. */
export function domainsIn(
  nodes: readonly NodeFiles[],
  { files: own }: Importer,
  notes: ImportNotes,
): ReadonlyMap<string, XmlFile> {
  const domains = new Map<string, XmlFile>();
  const files = nodes.flatMap(({ xml }) => [...xml].filter(([path]) => !own.some((one) => one.path === path)));
  const ranked = files.toSorted(([a], [b]) => rankOf(a) - rankOf(b));
  for (const [path, file] of ranked) {
    const name = domainName(file);
    if (name === undefined || name === '')
      notes.note(
        'lost',
        { file: file.file, line: file.root.line },
        `no domain of libvirt with a name; not read: ${path}`,
        'note',
      );
    else if (!domains.has(name)) domains.set(name, file);
  }
  return domains;
}

function rankOf(path: string): number {
  return path.startsWith('etc/cluster/') ? 0 : path.startsWith('etc/libvirt/') ? 2 : 1;
}

export function vmsOf(
  own: StackSections['vms'],
  domains: ReadonlyMap<string, XmlFile>,
  derived: Derived,
  reading: Reading,
): JsonMap {
  const { notes, file } = reading;
  for (const [name, domain] of domains) {
    if (!own.has(name))
      notes.note(
        'lost',
        { file: domain.file, line: domain.root.line },
        `the domain ${name} is no VM of the cluster; left out`,
        'note',
      );
  }
  const entries = [...own].flatMap(([name, { keys, line }]): readonly (readonly [string, JsonMap])[] => {
    const domain = domains.get(name);
    const refused = domain === undefined ? undefined : refusal(domain);
    if (domain !== undefined && refused !== undefined) {
      const message = `the guest ${name} is refused: ${refused}, and a site has guests of KVM on x86_64 only; the VM is left out`;
      notes.note('lost', { file: domain.file, line: domain.root.line }, message, 'error');
      return [];
    }
    const at = { ...below(reading, 'vms', name), file: domain?.file ?? file };
    if (domain !== undefined) return [[name, { ...readDomain(domain.root, derived, at), ...keys }]];
    notes.assume(['vms', name, 'memory'], { file, line }, `no XML of ${name} was found: memory, cpus and disks`);
    const drive = derived.dialect.machine.includes('q35') ? { cdrom: 'empty', bus: 'sata' } : { cdrom: 'empty' };
    return [[name, { memory: '1G', cpus: 1, disks: [drive], ...keys }]];
  });
  return Object.fromEntries(entries);
}
