/** `<resources>` and `<service>`: what runs together on one node. Metadata of the agents, by rg_test rules. */
import { element, madeFrom, present, withRaw, type Xml } from '../../../emit/draft.ts';
import type { Resource, Service, SharedResource, Special } from '../../../model/service.ts';
import { actionXml, attributesOf, moreOf, policyOf } from './managed-attributes.ts';
import { bit, secondsOf } from './attribute-text.ts';

/** A definition that services refer to. */
export function sharedResource({ at, type, attributes, raw }: SharedResource): Xml {
  return madeFrom([at], withRaw(raw, element(type, attributesOf(type, attributes))));
}

/** Resources in the order of the site; rgmanager still starts some types before others. */
export function service(service: Service): Xml {
  const attributes = { name: service.name, ...policyOf(service), ...moreOf('service', service) };
  const children = [...service.actions.map(actionXml), ...service.resources.map(resource)];
  return madeFrom([service.at], withRaw(service.raw, element('service', attributes, children)));
}

function resource(one: Resource): Xml {
  const own = one.reference ? { ref: one.name } : attributesOf(one.type, one.attributes);
  const children = [...one.actions.map(actionXml), ...one.children.map(resource)];
  return madeFrom([one.at], withRaw(one.raw, element(one.type, { ...own, ...specialOf(one.special) }, children)));
}

const SUBTREE = { yes: 1, no: 0, non_critical: 2 } as const;

/** Not part of rgmanager's comparison: changing these restarts nothing. Measured with rg_test. */
function specialOf(special: Special): NonNullable<Xml['attributes']> {
  const { independentSubtree: subtree } = special;
  return present({
    __independent_subtree: subtree === null ? null : SUBTREE[subtree],
    __enforce_timeouts: bit(special.enforceTimeouts),
    __max_failures: special.maxFailures,
    __failure_expire_time: secondsOf(special.failureExpireTime),
    __max_restarts: special.maxRestarts,
    __restart_expire_time: secondsOf(special.restartExpireTime),
  });
}
