/** Initial flags of a resource, from its meta attributes and parents. */
import { attributeOf } from '../../../../../base/xml.ts';
import type { Cluster, Resource, ResourceFlags } from './model.ts';
import { booleanOf, isTrue } from './text.ts';
import { topOf } from './tree.ts';

export type Parts = Pick<Resource, 'id' | 'xmlId' | 'kind' | 'xml' | 'meta' | 'parent'>;

/** True for a value other than `default`. */
export const isSet = (value: string | undefined): boolean => value !== undefined && value.toLowerCase() !== 'default';

export function flagsOf(cluster: Cluster, { kind, xml, meta, parent }: Parts): ResourceFlags {
  const inClone = kind === 'clone' || (parent !== null && topOf(parent).kind === 'clone');
  const promotable = inClone && (isTrue(meta.get('promotable')) || xml.name === 'master');
  if (xml.name === 'master' && !isTrue(meta.get('promotable'))) meta.set('promotable', 'true');
  const fenceDevice = attributeOf(xml, 'class')?.toLowerCase() === 'stonith';
  const maintenance = isTrue(meta.get('maintenance')) || cluster.options.maintenance;
  const managed = meta.get('is-managed');
  const { needsQuorum, needsFencing, needsUnfencing } = needsOf(cluster, meta.get('requires'), fenceDevice);
  return {
    orphan: false,
    managed: !maintenance && (isSet(managed) ? isTrue(managed) : true),
    blocked: false,
    notify: isTrue(meta.get('notify')),
    unique: !inClone || isTrue(meta.get('globally-unique')),
    fenceDevice,
    promotable,
    provisional: true,
    assigning: false,
    merging: false,
    restarting: false,
    stopAfterFailure: false,
    reload: false,
    critical: booleanOf(meta.get('critical') ?? 'true') === true,
    failed: false,
    startPending: false,
    stopUnexpected: false,
    allowMigrate: isTrue(meta.get('allow-migrate')),
    failureIgnored: false,
    maintenance,
    needsQuorum,
    needsFencing,
    needsUnfencing,
  };
}

type Needs = Pick<ResourceFlags, 'needsQuorum' | 'needsFencing' | 'needsUnfencing'>;

/** The parsed `requires`. Without a valid value, the cluster options decide. */
function needsOf(cluster: Cluster, requires: string | undefined, fenceDevice: boolean): Needs {
  const none = { needsQuorum: false, needsFencing: false, needsUnfencing: false };
  const { fencing, quorumPolicy } = cluster.options;
  switch (requires?.toLowerCase() ?? '') {
    case 'nothing':
      return none;
    case 'quorum':
      return { ...none, needsQuorum: true };
    case 'fencing':
      return { ...none, needsFencing: true };
    case 'unfencing':
      return fenceDevice || !fencing
        ? { ...none, needsQuorum: true }
        : { ...none, needsFencing: true, needsUnfencing: true };
    default:
      if (fenceDevice) return { ...none, needsQuorum: true };
      if (cluster.enableUnfencing) return needsOf(cluster, 'unfencing', fenceDevice);
      return fencing ? { ...none, needsFencing: true } : { ...none, needsQuorum: quorumPolicy !== 'ignore' };
  }
}
