/** Rules on the map of storage, which is made once for all of them. */
import type { Check } from '../check.ts';
import {
  clusterFileSystemsHaveLocks,
  fileSystemsFitTheirResource,
  localFileSystemsAreExclusive,
} from './file-systems.ts';
import { exportsAgree, readsStayReads } from './cluster-file-systems.ts';
import { definitionsAreLocal, guestsFindTheirFiles } from './mounts.ts';
import { clusterDisksStayOpen, everyLunIsReserved, fencingDisksAreDisks } from './fenced-disks.ts';
import { hostsKeepTheirDisks } from './host-disks.ts';
import { groupsAreThere, namesAreStable, volumesAreThere } from './names.ts';
import { groupsAreReached } from './service-groups.ts';
import { lunsAreUsed } from './unused-luns.ts';
import { storageMap, type StorageMap } from './uses.ts';
import { devicesHaveOneWriter } from './writers.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';

const RULES: readonly ((map: StorageMap) => Iterable<Diagnostic>)[] = [
  devicesHaveOneWriter,
  volumesAreThere,
  groupsAreThere,
  namesAreStable,
  fileSystemsFitTheirResource,
  clusterFileSystemsHaveLocks,
  localFileSystemsAreExclusive,
  readsStayReads,
  exportsAgree,
  groupsAreReached,
  guestsFindTheirFiles,
  definitionsAreLocal,
  hostsKeepTheirDisks,
  fencingDisksAreDisks,
  clusterDisksStayOpen,
  everyLunIsReserved,
  lunsAreUsed,
];

export const deviceChecks: readonly Check[] = [
  function* storageIsUsedSafely(model) {
    const map = storageMap(model);
    for (const rule of RULES) yield* rule(map);
  },
];
