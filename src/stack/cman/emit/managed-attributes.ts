/** Attributes that services, VMs and resources share in cluster.conf. rgmanager compares text, so the spelling never changes. */
import { own } from '../../../base/json.ts';
import { seconds } from '../../../base/units.ts';
import { typeEntry, type RmAttribute } from '../../../catalogue/rm.ts';
import { element, present, type Xml, type XmlValue } from '../../../emit/draft.ts';
import type { ActionTimes, Attribute, Policy } from '../../../model/service.ts';
import { bit, flag, secondsOf } from './attribute-text.ts';

type Attributes = NonNullable<Xml['attributes']>;

/** Attributes of a type, as its agent reads them. */
export function attributesOf(type: string, attributes: readonly Attribute[]): Attributes {
  const known = typeEntry(type).attributes;
  return present(Object.fromEntries(attributes.map(({ name, value }) => [name, spelled(value, own(known, name))])));
}

function spelled(value: Attribute['value'], attribute: RmAttribute | undefined): XmlValue | null {
  if (typeof value === 'object') return { $secret: value.secret };
  if (typeof value === 'boolean') return flag(value, attribute?.spelling ?? ['0', '1']);
  return attribute?.type === 'duration' ? Math.floor(Number(value) / 1000) : value;
}

/** Every policy attribute that has a default of ours, unless the site keeps it unset. */
export function policyOf(policy: Policy): Attributes {
  const { unset } = policy;
  const attributes = present({
    domain: policy.failoverDomain,
    autostart: bit(policy.autostart),
    exclusive: bit(policy.exclusive),
    recovery: policy.recovery,
    max_restarts: policy.maxRestarts,
    restart_expire_time: seconds(policy.restartExpireTime),
  });
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !unset.includes(name)));
}

/** `depend="service:web"`, in rgmanager's names; a timeout only counts with enforce_timeouts. Metadata of the agents; rgmanager, restree.c. */
export function moreOf(type: 'service' | 'vm', { depend, optional, enforceTimeouts }: Policy): Attributes {
  return {
    ...present({ depend: depend === null ? null : `${depend.kind}:${depend.name}` }),
    ...attributesOf(type, optional),
    ...present({ __enforce_timeouts: bit(enforceTimeouts) }),
  };
}

export function actionXml({ name, depth, interval, timeout }: ActionTimes): Xml {
  return element('action', present({ name, depth, interval: secondsOf(interval), timeout: secondsOf(timeout) }));
}
