/** What services, VMs and resources say alike in cluster.conf. Values are compared as text: one spelling for ever. */
import type { Millis } from '../../base/brand.ts';
import { seconds } from '../../base/units.ts';
import { typeEntry, type RmAttribute } from '../../catalogue/rm.ts';
import { element, type Xml, type XmlValue } from '../../emit/draft.ts';
import type { ActionTimes, Attribute, Dependency, Policy } from '../../model/managed.ts';

type Attributes = NonNullable<Xml['attributes']>;

/** Attributes of a type, as its agent reads them. */
export function attributesOf(type: string, attributes: readonly Attribute[]): Attributes {
  const known = typeEntry(type).attributes;
  return Object.fromEntries(attributes.map(({ name, value }) => [name, spelled(value, known[name])]));
}

function spelled(value: Attribute['value'], attribute: RmAttribute | undefined): XmlValue {
  if (typeof value === 'object') return { $secret: value.secret };
  const [no, yes] = attribute?.spelling ?? ['0', '1'];
  if (typeof value === 'boolean') return value ? yes : no;
  return attribute?.type === 'duration' ? Math.floor(Number(value) / 1000) : value;
}

/** Every policy attribute that has a default of ours, always. Decision 9. */
export function policyOf(policy: Policy): Attributes {
  return {
    domain: policy.failoverDomain,
    autostart: bit(policy.autostart),
    exclusive: bit(policy.exclusive),
    recovery: policy.recovery,
    max_restarts: policy.maxRestarts,
    restart_expire_time: seconds(policy.restartExpireTime),
  };
}

/** `service:web`, as rgmanager names what it manages. */
export function dependOf(depend: Dependency | null): Attributes {
  return depend === null ? {} : { depend: `${depend.kind}:${depend.name}` };
}

/** Flags other than 0 and 1 mean something else to rgmanager. Domain reference, 1.8. */
export function bit(flag: boolean): 0 | 1 {
  return flag ? 1 : 0;
}

/** Timeouts count with this one only. Domain reference, 1.7. */
export function enforcedOf(enforce: boolean | null): Attributes {
  return enforce === null ? {} : { __enforce_timeouts: bit(enforce) };
}

export function actionXml({ name, depth, interval, timeout }: ActionTimes): Xml {
  return element('action', {
    name,
    ...(depth === null ? {} : { depth }),
    ...time('interval', interval),
    ...time('timeout', timeout),
  });
}

/** Whole seconds, when the site says it. */
export function time(name: string, value: Millis | null): Attributes {
  return value === null ? {} : { [name]: seconds(value) };
}
