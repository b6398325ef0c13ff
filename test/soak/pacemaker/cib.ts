/** The CIB of a cluster as far as a site says it. */

const OURS = ['crm_config', 'rsc_defaults', 'op_defaults', 'resources', 'constraints', 'fencing-topology'];

/** Written by the cluster, and by operators (hosts.ts, `#meddle`). */
const THEIRS =
  /<nvpair [^>]*name="(?:dc-version|have-watchdog|cluster-infrastructure|cluster-name|last-lrm-refresh|batch-limit|target-role)"[^>]*>/g;

/** Our sections without the ids of pairs and operations, which may change without a meaning. `text`: from `cibadmin --query`. */
export function ownedIn(text: string): string {
  const sections = OURS.map((name) => new RegExp(`<${name}>[^]*</${name}>`).exec(text)?.[0] ?? '');
  return sections
    .join('\n')
    .replaceAll(THEIRS, '')
    .replaceAll(/<(nvpair|op|meta_attributes|instance_attributes|operations) id="[^"]*"/g, '<$1')
    .replaceAll(/^\s*\n/gm, '');
}
