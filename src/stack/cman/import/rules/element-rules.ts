/** Element name of cluster.conf -> its rules. */
import type { Rules } from '../../../../import/attributes.ts';
import { CLUSTER_RULES } from './cluster-rules.ts';
import { DOMAIN } from '../failover-domains.ts';
import { DEVICE, NODE } from '../hosts.ts';
import { ACTION, SERVICE, VM } from './managed-rules.ts';

export const RULES_OF: { readonly [element: string]: Rules } = {
  ...CLUSTER_RULES,
  clusternode: NODE,
  device: DEVICE,
  failoverdomain: DOMAIN,
  service: SERVICE,
  vm: VM,
  action: ACTION,
};
