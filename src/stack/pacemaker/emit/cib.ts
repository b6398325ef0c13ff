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
  const { services, vms, cluster } = model;
  const placed = placedIn(model);
  const resources = [
    ...fencePrimitives(model),
    ...sbdPrimitive(model),
    ...storageResources(model),
    ...vms.map((vm) => guestResource(vm, model)),
    ...services.flatMap((service) => serviceResources(service, model)),
  ];
  const constraints = [
    ...fenceLocations(model),
    ...storageConstraints(model),
    ...vms.flatMap((vm) => needs(guestId(vm, model), storageOf(vm, model)).map((xml) => madeFrom([vm.at], xml))),
    ...services.flatMap((service) => serviceConstraints(service, model)),
    ...placed.flatMap((one) => locations(one, model)),
    ...placed.flatMap((one) => relations(one, placed)),
  ];
  const configuration = element('configuration', {}, [
    clusterOptions(model),
    element('nodes'),
    element('resources', {}, resources),
    element('constraints', {}, constraints),
    ...fencingTopology(model),
    resourceDefaults(model),
  ]);
  const root = element('cib', rootAttributes(oldestPacemaker(model)), [configuration, element('status')]);
  return madeFrom([cluster.at], root);
});

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
