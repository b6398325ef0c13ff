/** What the cluster and its operators write into a CIB, and what pacemaker takes where nothing is written. Measured with pacemaker 2.1.5. */
import { own } from '../../../base/json.ts';
import { CLUSTER_OPTIONS } from '../catalogue/metadata.gen.ts';
import { booleanOf, millisOf } from '../impact/scheduler/input/text.ts';

/** Options that the cluster itself writes. */
export const WRITTEN_BY_CLUSTER: readonly string[] = [
  'cluster-infrastructure',
  'cluster-name',
  'dc-version',
  'have-watchdog',
  'last-lrm-refresh',
];

/** Constraints that `crm_resource --move` and `--ban` leave behind. */
export function isOfOperator(id: string): boolean {
  return /^cli-(ban|prefer|standby)-/.test(id);
}

/** Meta attributes that operators set: `crm_resource --ban`, `pcs resource disable`, `unmanage`. */
export const OF_OPERATORS: readonly string[] = ['target-role', 'is-managed', 'maintenance'];

/** Defaults of options that are worth no difference. pacemaker-schedulerd(7), pacemaker-controld(7). */
export const OPTION_DEFAULTS: { readonly [name: string]: string } = {
  'stonith-enabled': 'true',
  'symmetric-cluster': 'true',
  'maintenance-mode': 'false',
  'startup-fencing': 'true',
  'stop-all-resources': 'false',
  'enable-startup-probes': 'true',
  'start-failure-is-fatal': 'true',
  'enable-acl': 'false',
  'no-quorum-policy': 'stop',
};

/** Defaults of meta attributes. Pacemaker Explained, "Resource Meta-Attributes". */
export const META_DEFAULTS: { readonly [name: string]: string } = {
  'target-role': 'Started',
  'is-managed': 'true',
  maintenance: 'false',
  'allow-migrate': 'false',
  priority: '0',
  critical: 'true',
  'globally-unique': 'false',
  notify: 'false',
  ordered: 'false',
};

/** A meta attribute or option as it is compared: equal for equal meanings. */
export function meaningOf(name: string, value: string): string {
  const type = own(META_TYPES, name) ?? own(CLUSTER_OPTIONS, name)?.type;
  if (type === 'time') return timeText(value);
  if (type === 'boolean') return String(booleanOf(value) ?? value);
  return /^[+]?INFINITY$/i.test(value) ? 'INFINITY' : value;
}

/** A time of an operation or option in milliseconds, or the text where pacemaker reads no time. */
export function timeText(value: string): string {
  const millis = millisOf(value);
  return millis === undefined ? value : `${millis}ms`;
}

const META_TYPES: { readonly [name: string]: 'time' | 'boolean' } = {
  'failure-timeout': 'time',
  'allow-migrate': 'boolean',
  'is-managed': 'boolean',
  maintenance: 'boolean',
  critical: 'boolean',
  interleave: 'boolean',
  ordered: 'boolean',
  notify: 'boolean',
  'globally-unique': 'boolean',
};
