/** How many fence methods and devices fenced reads. */
import type { Model } from '../../../model/model.ts';
import type { CmanOptions } from '../options.ts';
import { defineDiagnostic, keyAt } from '../../../diag/diagnostic.ts';
import type { Check } from '../../../check/check.ts';

/** Most methods of a node, and devices of a method; fenced, agent.c. */
const MOST = 8;

export const tooManyWays = defineDiagnostic<{ host: string; number: number; what: string }>({
  code: 'fence/limit',
  severity: 'error',
  message: (f) => `${f.host} has ${f.number} ${f.what}, but fenced reads only ${MOST}`,
  help: () => `keep at most ${MOST}; a feed counts twice, off and on`,
  explain:
    'What comes after the eighth is never used, and fencing may fail or report a false success. fenced, agent.c.',
});

function* fencedReadsAll({ hosts }: Model) {
  for (const { at, name: host, fence } of hosts) {
    if (fence.length > MOST)
      yield tooManyWays(keyAt([...at, 'fence']), { host, number: fence.length, what: 'fence methods' });
    for (const { at: place, name, uses } of fence) {
      const what = `devices in the fence method ${name}`;
      if (uses.length > MOST) yield tooManyWays(keyAt(place), { host, number: uses.length, what });
    }
  }
}

export const fenceLimitChecks: readonly Check<CmanOptions>[] = [fencedReadsAll];
