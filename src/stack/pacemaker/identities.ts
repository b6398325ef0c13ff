/** What corosync's clusters on one network must not have in common, besides the addresses of their hosts. corosync.conf(5), ring1_addr. */
import { own } from '../../base/json.ts';
import { addressIdentity } from '../../check/site/across.ts';
import type { Identity } from '../../model/identity.ts';
import type { PacemakerModel } from './options.ts';

/** The addresses of further links. */
export function identitiesOf({ hosts, own: { corosync } }: PacemakerModel): readonly Identity[] {
  return hosts.flatMap(({ at, name }) =>
    (own(corosync.links, name) ?? []).map((address, index) => addressIdentity([...at, 'links', index], address, name)),
  );
}
