/** Finds the site keys for an attribute of cluster.conf: the inverse of the importer's tables. */
import { own } from '../../../base/json.ts';
import { parametersSpelled } from '../../../catalogue/fence.ts';
import { resourceTypes, typeEntry } from '../../../catalogue/rm.ts';
import { RULES_OF } from './rules/element-rules.ts';

/** Attributes that code handles because several keys correspond to them. */
const ELSEWHERE: { readonly [attribute: string]: readonly string[] } = {
  'vm/domain': ['run_on', 'failover_domain'],
  'service/domain': ['run_on', 'failover_domain'],
  'method/name': ['method'],
  'device/name': ['device'],
  'totem/rrp_mode': ['network/second_ring/mode'],
};

/** Paths with slashes, relative to the element's entity; for `<cman>`, relative to `cluster`. */
export function siteKeys(element: string, attribute: string): readonly string[] {
  const rule = own(own(RULES_OF, element), attribute);
  return own(ELSEWHERE, `${element}/${attribute}`) ?? (rule ? [rule[0]] : inCatalogue(element, attribute));
}

/** The key by the catalogue's name, else by the name in cluster.conf. */
function inCatalogue(element: string, attribute: string): readonly string[] {
  if (element === 'fencedevice') return [...new Set([...parametersSpelled(attribute), attribute])];
  const declared = resourceTypes().has(element) ? own(typeEntry(element).attributes, attribute) : undefined;
  return [declared?.site ?? attribute];
}
