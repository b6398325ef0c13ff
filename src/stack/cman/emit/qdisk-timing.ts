/** The timing of a quorum disk, as qdiskd derives it. qdisk(5); cluster 3.1, qdisk/main.c. */
import type { CmanModel } from '../options.ts';
import { cmanDialectOf } from '../dialect.ts';

/** cman's token timeout, in milliseconds. cman, cman-preconfig.c. */
const TOKEN = 10_000;

export type Timing = {
  readonly intervalSeconds: number;
  readonly tko: number;
  readonly tokenMillis: number;
  /** The longest time until the nodes have agreed that the master is gone and have a new one. */
  readonly worstMillis: number;
};

/** Null without a quorum disk. */
export function timingOf({ cluster, own }: Pick<CmanModel, 'cluster' | 'own'>): Timing | null {
  const { quorumDisk: disk, totem } = own;
  if (disk === null) return null;
  const tokenMillis = totem.token ?? TOKEN;
  const intervalSeconds = Math.max(1, Math.floor((disk.interval ?? 1000) / 1000));
  const derived = cmanDialectOf(cluster.platform).qdiskdDerives
    ? Math.floor((tokenMillis / 1000 - intervalSeconds) / 2)
    : 10;
  const tko = Math.max(3, disk.tko ?? derived);
  const tkoUp = Math.max(2, disk.tkoUp ?? Math.floor(tko / 3));
  // Never written: the schema on the nodes refuses it. At least tko_up plus one.
  const masterWait = Math.max(tkoUp + 1, Math.floor(tko / 2));
  const cycles = tko + masterWait + Math.max(1, disk.upgradeWait ?? 2);
  return { intervalSeconds, tko, tokenMillis, worstMillis: cycles * intervalSeconds * 1000 };
}

/** Does qdiskd start? It refuses timers that break its own rule. */
export function isInTime({ worstMillis, tokenMillis }: Timing): boolean {
  return worstMillis < tokenMillis;
}

/** Is half of the token timeout enough to declare a node dead by the disk? Red Hat solution 128083. */
export function isComfortable({ intervalSeconds, tko, tokenMillis }: Timing): boolean {
  return tokenMillis > 2 * intervalSeconds * tko * 1000;
}

/** The shortest token timeout in whole seconds that satisfies both. */
export function enoughSeconds({ worstMillis, intervalSeconds, tko }: Timing): number {
  return Math.floor(Math.max(worstMillis / 1000, 2 * intervalSeconds * tko)) + 1;
}
