/**
 * The managed part of the CIB: options, resources, constraints, fencing levels, defaults. Pacemaker stores it as a document, not
 * as a file. `nodes` and `status` are unmanaged. Pacemaker Explained.
 */
import {
  element,
  hostNames,
  madeFrom,
  remotePath,
  ROOT_FILE,
  xmlBody,
  type Draft,
  type Xml,
} from '../../../emit/draft.ts';
import { oldestPacemaker, schemaOf } from '../dialect.ts';
import type { PacemakerModel } from '../options.ts';
import { memoized } from '../../../base/memoize.ts';
import { clusterOptions, resourceDefaults } from './cluster-options.ts';
import { fenceLocations, fencePrimitives, fencingTopology } from './fencing.ts';
import { guestId, guestResource } from './guests.ts';
import { locations, relations, type Placed } from './policy.ts';
import { sbdPrimitive } from './sbd.ts';
import { serviceConstraints, serviceResources } from './services.ts';
import { needs, storageConstraints, storageOf, storageResources } from './storage.ts';

export const CIB = remotePath('/var/lib/pacemaker/cib/cib.xml');
const COMMENT =
  'Written by clusterc: the sections of the CIB that it owns. Never copy this over the file of pacemaker.';

export function* cib(model: PacemakerModel): Iterable<Draft> {
  yield {
    ...ROOT_FILE,
    emitter: 'cib',
    nodes: hostNames(model.hosts),
    path: CIB,
    mode: 0o600,
    folderMode: 0o750,
    owner: 'hacluster',
    group: 'haclient',
    install: { document: 'cib' },
    from: [['cluster'], ['fence_devices'], ['hosts'], ['vms']],
    body: xmlBody(() => document(model), COMMENT),
  };
}

export const document = memoized((model: PacemakerModel): Xml => {
  const configuration = element('configuration', {}, [
    clusterOptions(model),
    element('nodes'),
    element('resources', {}, { eachTime: () => resources(model) }),
    element('constraints', {}, { eachTime: () => constraints(model) }),
    ...fencingTopology(model),
    resourceDefaults(model),
  ]);
  const root = element('cib', rootAttributes(oldestPacemaker(model)), [configuration, element('status')]);
  return madeFrom([model.cluster.at], root);
});

function* resources(model: PacemakerModel): Generator<Xml> {
  yield* fencePrimitives(model);
  yield* sbdPrimitive(model);
  yield* storageResources(model);
  for (const vm of model.vms) yield guestResource(vm, model);
  for (const service of model.services) yield* serviceResources(service, model);
}

function* constraints(model: PacemakerModel): Generator<Xml> {
  yield* fenceLocations(model);
  yield* storageConstraints(model);
  for (const vm of model.vms)
    for (const xml of needs(guestId(vm, model), storageOf(vm, model))) yield madeFrom([vm.at], xml);
  for (const service of model.services) yield* serviceConstraints(service, model);
  const placed = placedIn(model);
  for (const one of placed) yield* locations(one, model);
  for (const one of placed) yield* relations(one, placed);
}

/**
 * Version attributes of the root. Pacemaker keeps the highest when nodes disagree; a merge takes those of the running cluster.
 */
function rootAttributes(version: string) {
  return { 'validate-with': schemaOf(version), admin_epoch: 0, epoch: 1, num_updates: 0 };
}

/** Services and VMs with their resources. */
export function placedIn(model: PacemakerModel): readonly Placed[] {
  return [
    ...model.vms.map((vm): Placed => ({ ...vm, kind: 'vm', resource: guestId(vm, model) })),
    ...model.services.map((one): Placed => ({ ...one, kind: 'service', resource: one.name })),
  ];
}
