/** Targets with their LUNs, and the volume groups on them, in the picture. Pure. */
import type { Model } from '../../../model/model.ts';
import type { Target, VolumeGroup } from '../../../model/shared-storage.ts';
import { count } from '../../count.ts';
import { namesText, sizeWords } from '../names.ts';
import { linksTo, type Box, type Link } from './box.ts';

/** Most LUNs of a target, and most boxes, that are drawn. */
const MOST_LUNS = 8;
const MOST_BOXES = 8;

export function storageBoxes(model: Model): { readonly boxes: readonly Box[]; readonly links: readonly Link[] } {
  const targets = model.targets.slice(0, MOST_BOXES);
  const groups = model.volumeGroups.slice(0, MOST_BOXES);
  const others = model.volumeGroups.slice(MOST_BOXES);
  const rest: readonly Box[] =
    others.length === 0
      ? []
      : [
          {
            id: 'more groups',
            kind: 'group',
            title: `${others.length} more groups`,
            lines: [{ text: namesText(others.map(({ name }) => name)) }],
          },
        ];
  return {
    boxes: [...targets.map(targetBox), ...groups.map(groupBox), ...rest],
    links: [
      ...targets.flatMap(({ name, hosts }) => linksTo(`target ${name}`, 'storage', hosts, model, false)),
      ...groups.flatMap(groupLinks),
    ],
  };
}

function targetBox({ name, portals, luns }: Target): Box {
  const shown = luns
    .toSorted((a, b) => a.number - b.number)
    .slice(0, MOST_LUNS)
    .map((lun) => ({
      text: `LUN ${lun.number} ${lun.name} ${sizeWords(lun.size)}`,
    }));
  const more = luns.length - shown.length;
  return {
    id: `target ${name}`,
    kind: 'target',
    title: `iSCSI target ${name}`,
    lines: [
      ...portals.map(({ address, port }) => ({ text: `portal ${address}:${port}` })),
      ...shown,
      ...(more > 0 ? [{ text: `and ${more} more LUNs` }] : []),
    ],
  };
}

function groupBox({ name, clustered, on, volumes }: VolumeGroup): Box {
  const size = volumes.reduce((sum, volume) => sum + volume.size, 0);
  return {
    id: `group ${name}`,
    kind: 'group',
    title: `group ${name}`,
    lines: [
      { text: `on LUN ${namesText(on.map((lun) => lun.name))}` },
      { text: clustered ? 'active on all its hosts' : 'active on one host' },
      { text: `${count(volumes.length, 'volume')}, ${sizeWords(size)}` },
    ],
  };
}

/** A link from each target that a group is on. */
function groupLinks({ name, on }: VolumeGroup): readonly Link[] {
  const targets = [...new Set(on.map(({ target }) => target))];
  return targets.map((target) => ({ kind: 'storage', from: `target ${target}`, to: `group ${name}` }));
}
