/** Cluster options of the scheduler, with defaults. Pacemaker 2.1.5, pacemaker-schedulerd(7). */
import type { Values } from './rules.ts';
import { booleanOf, integerOf, intervalOf, scoreOf, type HealthScores, INFINITY } from './text.ts';

export type QuorumPolicy = 'stop' | 'freeze' | 'ignore' | 'demote' | 'suicide';
export type Placement = 'default' | 'utilization' | 'minimal' | 'balanced';
export type HealthStrategy = 'none' | 'migrate-on-red' | 'only-green' | 'progressive' | 'custom';

export type Options = {
  readonly quorumPolicy: QuorumPolicy;
  readonly symmetric: boolean;
  readonly maintenance: boolean;
  readonly probes: boolean;
  readonly shutdownLock: boolean;
  /** Seconds; 0: no limit. */
  readonly shutdownLockLimit: number;
  readonly fencing: boolean;
  readonly fencingAction: string;
  readonly haveWatchdog: boolean;
  readonly concurrentFencing: boolean;
  readonly startupFencing: boolean;
  readonly stopAll: boolean;
  readonly stopOrphans: boolean;
  readonly cancelOrphans: boolean;
  readonly removeAfterStop: boolean;
  readonly placement: Placement;
  readonly healthStrategy: HealthStrategy;
  readonly healthBase: string | undefined;
  readonly clusterName: string | undefined;
};

/** The parsed options. An invalid value counts as the default. */
export function optionsFrom(values: Values, state: { readonly quorate: boolean; readonly panic: boolean }): Options {
  const flag = (name: string, fallback: boolean) => booleanOf(values.get(name)) ?? fallback;
  const fencing = flag('stonith-enabled', true);
  return {
    quorumPolicy: quorumPolicyOf(values.get('no-quorum-policy'), fencing, state),
    symmetric: flag('symmetric-cluster', true),
    maintenance: flag('maintenance-mode', false),
    probes: flag('enable-startup-probes', true),
    shutdownLock: flag('shutdown-lock', false),
    shutdownLockLimit: intervalOf(values.get('shutdown-lock-limit')) / 1000,
    fencing,
    fencingAction: fencingActionOf(values.get('stonith-action')),
    haveWatchdog: flag('have-watchdog', false),
    concurrentFencing: flag('concurrent-fencing', false),
    startupFencing: fencing && flag('startup-fencing', true),
    stopAll: flag('stop-all-resources', false),
    stopOrphans: flag('stop-orphan-resources', true),
    cancelOrphans: flag('stop-orphan-actions', true),
    removeAfterStop: flag('remove-after-stop', false),
    placement: oneOf(values.get('placement-strategy'), ['default', 'utilization', 'minimal', 'balanced']),
    healthStrategy: healthStrategyOf(values),
    healthBase: values.get('node-health-base'),
    clusterName: values.get('cluster-name'),
  };
}

/** One of several words; the first is the default. */
function oneOf<T extends string>(value: string | undefined, [fallback, ...others]: readonly [T, ...T[]]): T {
  return others.find((word) => word === value?.toLowerCase()) ?? fallback;
}

function quorumPolicyOf(
  value: string | undefined,
  fencing: boolean,
  { quorate, panic }: { readonly quorate: boolean; readonly panic: boolean },
): QuorumPolicy {
  const policy = oneOf(value, ['stop', 'freeze', 'ignore', 'demote', 'suicide']);
  return policy === 'suicide' && !(fencing && (panic || quorate)) ? 'stop' : policy;
}

function fencingActionOf(value: string | undefined): string {
  const action = value?.toLowerCase() ?? 'reboot';
  return action === 'poweroff' ? 'off' : action === 'off' ? 'off' : 'reboot';
}

function healthStrategyOf(values: Values): HealthStrategy {
  return oneOf(values.get('node-health-strategy'), ['none', 'migrate-on-red', 'only-green', 'progressive', 'custom']);
}

/** Scores for red, yellow and green under the health strategy. */
export function healthScoresOf(values: Values): HealthScores {
  const [none, red, all] = [
    { red: 0, yellow: 0, green: 0 },
    { red: -INFINITY, yellow: 0, green: 0 },
    { red: -INFINITY, yellow: -INFINITY, green: 0 },
  ];
  const strategy = healthStrategyOf(values);
  if (strategy === 'none') return none;
  if (strategy === 'migrate-on-red') return red;
  if (strategy === 'only-green') return all;
  const score = (name: string, fallback: string) => scoreOf(values.get(`node-health-${name}`) ?? fallback);
  return { red: score('red', '-INFINITY'), yellow: score('yellow', '0'), green: score('green', '0') };
}

/** A node's initial score under the strategy progressive. */
export function healthBaseOf({ healthStrategy, healthBase }: Options): number {
  return healthStrategy === 'progressive' ? Math.max(-INFINITY, Math.min(INFINITY, integerOf(healthBase))) : 0;
}
