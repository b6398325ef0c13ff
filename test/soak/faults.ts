/** What goes wrong in a round of the soak, by its seed. */

/**
 * Of the controller: `killed`, `frozen`, `two` at once. Of a host: `power` is lost, its link is `cut`, its disk is `full` or `read-only`, its
 * processes are `stopped`; `unfenced`: it loses its power while no device fences. `foreign`: someone else changes the cluster.
 */
type Kind = 'power' | 'cut' | 'full' | 'read-only' | 'killed' | 'frozen' | 'two' | 'stopped' | 'unfenced' | 'foreign';

/** `at`: when, as a share of the time that a push takes. `host`: of the lab; the controller's faults have none. */
export type Fault = { readonly kind: Kind; readonly host: number; readonly at: number };

/** Of which a round takes some. */
export type Choice = { readonly kinds: readonly Kind[]; readonly hosts: number };

/** Numbers from 0 up to 1, the same for the same seed. mulberry32. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One fault in most rounds, two in some. */
export function faultsOf(seed: number, { kinds, hosts }: Choice): readonly Fault[] {
  const next = numbers(seed);
  const fault = (): Fault => ({
    kind: kinds[Math.floor(next() * kinds.length)] ?? 'power',
    host: 1 + Math.floor(next() * hosts),
    at: next() * 1.1,
  });
  return next() < 0.7 ? [fault()] : [fault(), fault()];
}

/** The first seed whose faults are all of this kind. */
export function firstOf(kind: Kind, choice: Choice): number {
  for (let seed = 1; ; seed += 1) if (faultsOf(seed, choice).every((fault) => fault.kind === kind)) return seed;
}

/** Every choice of fewer faults, fewest first: to see which of them a failure needs. */
export function fewer(faults: readonly Fault[]): readonly (readonly Fault[])[] {
  const all = Array.from({ length: 2 ** faults.length - 1 }, (_, mask) => faults.filter((_one, n) => mask & (1 << n)));
  return all.filter((some) => some.length > 0).toSorted((a, b) => a.length - b.length);
}

export function shown(faults: readonly Fault[]): string {
  return faults.map(({ kind, host, at }) => `${kind} host${host} at ${at.toFixed(2)}`).join(', ');
}
