/** The pushes that going back to a bundle undoes, and those whose changes stay. Pure. */
import type { KnownPush } from './histories.ts';

/** Newest first. `secretsOnly`: they changed only values of secrets, which no bundle holds. */
export type Undone = { readonly pushes: readonly KnownPush[]; readonly secretsOnly: readonly KnownPush[] };

/** The pushes after the last one that left `bundle` on the nodes; none if no push did. `pushes`: oldest first. */
export function undoneBy(bundle: string, pushes: readonly KnownPush[]): Undone {
  const effective = pushes.filter(isEffective);
  const last = effective.findLastIndex(({ begin }) => begin.bundle === bundle);
  const since = last < 0 ? [] : effective.slice(last + 1).toReversed();
  return {
    pushes: since.filter(({ begin }) => begin.secretsOnly !== true),
    secretsOnly: since.filter(({ begin }) => begin.secretsOnly === true),
  };
}

/** May it have changed nodes? A push without a recorded end may have. */
function isEffective({ end }: KnownPush): boolean {
  return end === null || end.outcome === 'applied' || end.outcome === 'stuck';
}
