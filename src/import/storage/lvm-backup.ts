/**
 * Reads LVM's metadata backups, /etc/lvm/backup/<volume group>, the only file on a node that holds sizes. Extents and devices are
 * in sectors of 512 bytes. vgcfgbackup(8); LVM2, lib/format_text/export.c.
 */
import { numberOf, parseBraces, sectionAt, settingOf, textsOf, type Section } from '../../formats/braces.ts';

const SECTOR = 512;

export type PhysicalVolume = { readonly device: string; readonly bytes: number };

export type GroupFacts = {
  readonly name: string;
  readonly clustered: boolean;
  readonly physical: readonly PhysicalVolume[];
  /** Volume name -> bytes. */
  readonly volumes: ReadonlyMap<string, number>;
};

/** The group's facts. Undefined if the text is no such backup. */
export function readBackup(text: string): GroupFacts | undefined {
  const { root } = parseBraces(text);
  const group = root.sections.find((section) => numberOf(section, 'extent_size') !== undefined);
  if (group === undefined) return undefined;
  const extent = (numberOf(group, 'extent_size') ?? 0) * SECTOR;
  const logical = sectionAt(group, 'logical_volumes')?.sections ?? [];
  return {
    name: group.name,
    clustered: textsOf(group, 'status').includes('CLUSTERED'),
    physical: (sectionAt(group, 'physical_volumes')?.sections ?? []).map(physicalVolume),
    volumes: new Map(logical.filter(isVisible).map((volume) => [volume.name, extentsOf(volume) * extent])),
  };
}

function physicalVolume(section: Section): PhysicalVolume {
  return {
    device: String(settingOf(section, 'device')?.value ?? ''),
    bytes: (numberOf(section, 'dev_size') ?? 0) * SECTOR,
  };
}

/** False for hidden volumes, which are parts of mirrors or pools. */
function isVisible(volume: Section): boolean {
  return textsOf(volume, 'status').includes('VISIBLE');
}

function extentsOf({ sections }: Section): number {
  return sections.reduce((sum, segment) => sum + (numberOf(segment, 'extent_count') ?? 0), 0);
}
