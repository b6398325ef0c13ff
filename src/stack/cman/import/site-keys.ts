/** Which keys of a site an attribute of cluster.conf can come from: the tables of the importer, asked the other way round. */
import { own } from '../../../base/json.ts';
import { parametersSpelled } from '../../../catalogue/fence.ts';
import { resourceTypes, typeEntry } from '../../../catalogue/rm.ts';
import { RULES_OF } from './element-rules.ts';

/** What the tables leave to code, as more than one key can say it. */
const ELSEWHERE: { readonly [attribute: string]: readonly string[] } = {
  'vm/domain': ['run_on', 'failover_domain'],
  'service/domain': ['run_on', 'failover_domain'],
  'method/name': ['method'],
  'device/name': ['device'],
  'totem/rrp_mode': ['network/second_ring/mode'],
};

/** Steps joined with slashes, below what the element stands for; those of `<cman>` below the cluster. */
export function siteKeys(element: string, attribute: string): readonly string[] {
  const rule = own(own(RULES_OF, element), attribute);
  return own(ELSEWHERE, `${element}/${attribute}`) ?? (rule ? [rule[0]] : inCatalogue(element, attribute));
}

/** As it is called there; else as it is called in cluster.conf. */
function inCatalogue(element: string, attribute: string): readonly string[] {
  if (element === 'fencedevice') return [...new Set([...parametersSpelled(attribute), attribute])];
  const declared = resourceTypes().has(element) ? own(typeEntry(element).attributes, attribute) : undefined;
  return [declared?.site ?? attribute];
}
