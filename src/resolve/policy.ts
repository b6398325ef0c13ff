/** Spec -> how the cluster runs a service or a VM. */
import type { SourcePath } from '../base/brand.ts';
import { parseDuration } from '../base/units.ts';
import { actionsOf, attributesOf } from './attributes.ts';
import { DEFAULTS } from './defaults.ts';
import type * as Spec from '../spec/spec.gen.ts';
import type { Ledger } from './ledger.ts';
import { type Table, known, tableOf } from './tables.ts';
import type { Dependency, Policy } from '../model/service.ts';

type Kind = 'service' | 'vm';

/** The keys that services and VMs share. */
type WrittenPolicy = Pick<
  Spec.Service,
  | 'autostart'
  | 'exclusive'
  | 'recovery'
  | 'max_restarts'
  | 'restart_expire_time'
  | 'depend'
  | 'enforce_timeouts'
  | 'actions'
  | 'unset'
>;

/** Attributes that are written only if the site sets them, per kind. Those with a default of ours are in Policy itself. */
const MORE: { readonly [K in Kind]: readonly string[] } = {
  service: ['nfslock', 'nfs_client_cache', 'depend_mode', 'priority'],
  vm: [
    'migrate_options',
    'tunnelled',
    'snapshot',
    'depend_mode',
    'status_program',
    'hypervisor',
    'hypervisor_uri',
    'migration_uri',
    'no_kill',
  ],
};

/** Everything that can be depended on, by `<kind>/<name>`. */
export function dependencies(names: readonly { readonly kind: Kind; readonly name: string }[]): Table<Dependency> {
  return tableOf<Dependency>(
    'service or VM',
    names,
    ({ kind, name }) => `${kind}/${name}`,
    (path) => [path.startsWith('service/') ? 'services' : 'vms', path.slice(path.indexOf('/') + 1)],
  );
}

/**
 * The first five are always set: the cluster applies a changed policy of a VM live only if the attribute existed
 * before, and a changed restart budget stops and starts a service.
 */
export function policyOf(
  kind: Kind,
  { at, value }: { readonly at: SourcePath; readonly value: WrittenPolicy },
  ledger: Ledger,
): Omit<Policy, 'runOn' | 'failoverDomain' | 'depend'> {
  const { autostart, exclusive, recovery, max_restarts: restarts, restart_expire_time: expire } = DEFAULTS[kind];
  const expireTime = ledger.defaulted<string>(value.restart_expire_time, [...at, 'restart_expire_time'], expire);
  return {
    autostart: ledger.defaulted<boolean>(value.autostart, [...at, 'autostart'], autostart),
    exclusive: ledger.defaulted<boolean>(value.exclusive, [...at, 'exclusive'], exclusive),
    recovery: ledger.defaulted<Policy['recovery']>(value.recovery, [...at, 'recovery'], recovery),
    maxRestarts: ledger.defaulted<number>(value.max_restarts, [...at, 'max_restarts'], restarts),
    restartExpireTime: known(parseDuration(expireTime)),
    optional: attributesOf(kind, value, MORE[kind]),
    enforceTimeouts: value.enforce_timeouts ?? null,
    actions: actionsOf(value.actions),
    unset: value.unset ?? [],
  };
}

/** What has to run for it. Reports `ref/unknown`. */
export function dependOf(
  { at, value }: { readonly at: SourcePath; readonly value: Pick<WrittenPolicy, 'depend'> },
  { others, ledger }: { readonly others: Table<Dependency>; readonly ledger: Ledger },
): Dependency | null {
  return value.depend === undefined ? null : (ledger.refer(value.depend, [...at, 'depend'], others) ?? null);
}
