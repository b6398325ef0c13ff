/** What a site describes, in a few words. */
import type { Compilation } from '../../analyse.ts';
import { count } from '../../report/count.ts';

/** `kvmha: 2 hosts, 2 VMs, 12 files`, with services if there are any; empty if the site has no model. */
export function summary({ model, drafts = [] }: Compilation): string {
  if (model === undefined) return '';
  const files = drafts.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const services = model.services.length === 0 ? [] : [count(model.services.length, 'service')];
  const counts = [count(model.hosts.length, 'host'), ...services, count(model.vms.length, 'VM'), count(files, 'file')];
  return `${model.cluster.name}: ${counts.join(', ')}`;
}
